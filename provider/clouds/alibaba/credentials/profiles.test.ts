import os from "node:os";
import {
  ENVIRONMENT,
  ROLE,
  CredentialEnvironment,
} from "../../../../tests/support/clouds/credentials";

const around = CredentialEnvironment.create();

describe("a profile", () => {
  const CLI = {
    current: "two",
    profiles: [
      {
        name: "one",
        mode: "AK",
        access_key_id: "one",
        access_key_secret: "one-secret",
      },
      {
        name: "two",
        mode: "StsToken",
        access_key_id: "two",
        access_key_secret: "two-secret",
        sts_token: "two-token",
      },
      {
        name: "role",
        mode: "RamRoleArn",
        access_key_id: "one",
        access_key_secret: "one-secret",
        ram_role_arn: ROLE,
        ram_session_name: "cli",
        expired_seconds: 1800,
      },
      {
        name: "chain",
        mode: "ChainableRamRoleArn",
        source_profile: "role",
        ram_role_arn: "acs:ram::1:role/second",
      },
      { name: "loop", mode: "ChainableRamRoleArn", source_profile: "loop" },
      { name: "empty", mode: "AK", access_key_id: "", access_key_secret: "" },
      { name: "odd", mode: "Telepathy" },
      { name: "pair", mode: "RsaKeyPair", private_key: "canary" },
      { name: "bearer", mode: "BearerToken", bearer_token: "canary" },
    ],
  };
  const INI = `
# comment
[default]
type = access_key
access_key_id = ini
access_key_secret = ini-secret

[role]
type=ram_role_arn
access_key_id=ini
access_key_secret=ini-secret
role_arn=${ROLE}
role_session_name=ini-session
`;

  test("of the CLI is its current one, or the one that is named", async () => {
    around.write(".aliyun/config.json", CLI);
    expect(await around.find({})).toMatchObject({
      accessKeyId: "two",
      securityToken: "two-token",
    });
    expect((await around.find({ alibabaProfile: "one" })).accessKeyId).toBe(
      "one",
    );
    expect(
      (await around.find({}, { ALIBABA_CLOUD_PROFILE: "one" })).accessKeyId,
    ).toBe("one");
  });

  test("comes after the environment's AccessKey, unless the config names it", async () => {
    around.write(".aliyun/config.json", CLI);
    expect((await around.find({}, ENVIRONMENT)).accessKeyId).toBe(
      "environment",
    );
    expect(
      (await around.find({ alibabaProfile: "one" }, ENVIRONMENT)).accessKeyId,
    ).toBe("one");
  });

  test("assumes its role, and chains roles", async () => {
    around.write(".aliyun/config.json", CLI);
    await around.find({ alibabaProfile: "chain" });
    expect(around.sts.asked.map((asked) => asked.get("RoleArn"))).toEqual([
      ROLE,
      "acs:ram::1:role/second",
    ]);
    expect(around.sts.asked[0]?.get("RoleSessionName")).toBe("cli");
    expect(around.sts.asked[0]?.get("DurationSeconds")).toBe("1800");
  });

  test("whose role has no duration, as the CLI writes that, asks for none", async () => {
    const unset = { ...CLI.profiles[2], expired_seconds: 0 };
    around.write(".aliyun/config.json", { current: "role", profiles: [unset] });
    await around.find({});
    expect(around.sts.asked[0]?.get("RoleArn")).toBe(ROLE);
    expect(around.sts.asked[0]?.has("DurationSeconds")).toBe(false);
  });

  test("has its credentials at a URI, or a role on top of the instance's", async () => {
    const url = `${around.sts.url}/uri`;
    const uri = { name: "uri", mode: "CredentialsURI", credentials_uri: url };
    const role = {
      name: "role",
      mode: "RamRoleArnWithRoleName",
      ram_role_name: "instance",
      ram_role_arn: ROLE,
    };
    around.write(".aliyun/config.json", { profiles: [uri, role] });
    expect(await around.find({ alibabaProfile: "uri" })).toMatchObject({
      securityToken: "session-token",
    });
    expect((await around.source({ alibabaProfile: "role" })).from).toBe(
      `role ${ROLE}, assumed with ECS instance role instance`,
    );
  });

  test("is looked for in the SDKs' INI file, too", async () => {
    around.write(".aliyun/config.json", {
      current: "empty",
      profiles: CLI.profiles,
    });
    around.write(".alibabacloud/credentials", INI);
    expect((await around.find({ alibabaProfile: "default" })).accessKeyId).toBe(
      "ini",
    );
    around.write(".aliyun/config.json", {});
    await around.find({ alibabaProfile: "role" });
    expect(around.sts.asked[0]?.get("RoleSessionName")).toBe("ini-session");
  });

  test("is read from the file that is named, in either form", async () => {
    const json = around.write("elsewhere.json", CLI);
    const ini = around.write("elsewhere", INI);
    expect(
      (await around.find({ alibabaSharedCredentialsFile: json })).accessKeyId,
    ).toBe("two");
    for (const file of [ini, "~/elsewhere"])
      expect(
        (await around.find({}, { ALIBABA_CLOUD_CREDENTIALS_FILE: file }))
          .accessKeyId,
      ).toBe("ini");
  });

  test.each([
    ["nobody", /nobody is missing/],
    ["empty", /empty is missing/],
    ["loop", /its own source/],
    ["odd", /Telepathy/],
    ["pair", /RsaKeyPair, which .* can't sign in with/],
    ["bearer", /BearerToken, which .* can't sign in with/],
  ])("%s is refused with the reason", async (alibabaProfile, reason) => {
    around.write(".aliyun/config.json", CLI);
    await expect(around.find({ alibabaProfile })).rejects.toMatchObject({
      kind: "unauthenticated",
      message: expect.stringMatching(reason) as string,
    });
  });

  describe("that needs a login or a program", () => {
    const script = JSON.stringify({
      mode: "AK",
      access_key_id: "from a program",
      access_key_secret: "s",
    });
    const external = (name: string) => ({
      name,
      mode: "External",
      process_command: `echo '${script}'`,
    });
    const chain = { ...CLI.profiles[3], name: "chain", source_profile: "two" };
    const namesake = { current: "two", profiles: CLI.profiles };
    const team = { current: "two", profiles: [external("two"), chain] };

    beforeEach(() => {
      jest.spyOn(os, "homedir").mockReturnValue(around.home);
    });
    afterEach(() => jest.restoreAllMocks());

    test("works from the CLI's own file", async () => {
      around.write(".aliyun/config.json", team);
      expect((await around.find({})).accessKeyId).toBe("from a program");
    });

    test.each([
      ["CloudSSO", "`aliyun configure --mode CloudSSO --profile two`"],
      ["OAuth", "`aliyun configure --mode OAuth --profile two`"],
      ["External", "process_command"],
    ])(
      "of mode %s tells what to do where it gives none",
      async (mode, expected) => {
        const profile = { name: "two", mode, process_command: "false" };
        around.write(".aliyun/config.json", {
          current: "two",
          profiles: [profile],
        });
        const failure = around.find({});
        await expect(failure).rejects.toThrow(
          `profile two of the Alibaba Cloud CLI (mode ${mode}) gave no credentials`,
        );
        await expect(failure).rejects.toThrow(expected);
      },
    );

    test.each(["two", "chain"])(
      "from another file is refused, as the library would take its namesake: %s",
      async (alibabaProfile) => {
        around.write(".aliyun/config.json", namesake);
        const file = around.write("team.json", team);
        const settings = { alibabaProfile, alibabaSharedCredentialsFile: file };
        await expect(around.find(settings)).rejects.toMatchObject({
          kind: "unauthenticated",
          message: expect.stringMatching(
            /profile two of .*team\.json \(mode External\) needs a login .*\.aliyun.config\.json only/,
          ) as string,
        });
      },
    );
  });

  test.each([
    [{ ALIBABA_CLOUD_PROFILE: "typo" }, "profile typo is missing"],
    [{ ALICLOUD_PROFILE: "typo" }, "profile typo is missing"],
    [{ ALIBABA_CLOUD_CREDENTIALS_FILE: "/nowhere/f" }, "in /nowhere/f"],
  ])(
    "that %j names, but no file has, is not passed over for the machine's role",
    async (named, expected) => {
      around.write(".aliyun/config.json", CLI);
      const machine = {
        ALIBABA_CLOUD_ECS_METADATA: "role",
        ALIBABA_CLOUD_ECS_METADATA_DISABLED: "false",
      };
      const failure = around.source({}, { ...machine, ...named });
      await expect(failure).rejects.toThrow(expected);
      await expect(failure).rejects.toThrow(
        `Check environment variable ${Object.keys(named).join("")}.`,
      );
    },
  );

  test.each([
    ["broken", '{"profiles": canary', "is not the JSON"],
    ["of another kind", { profiles: { canary: {} } }, "is not the JSON"],
    ["a folder", undefined, "can't be read (EISDIR)"],
    [
      "half a key",
      {
        profiles: [
          { name: "default", mode: "AK", access_key_secret: "canary" },
        ],
      },
      "has only one of access_key_id and access_key_secret",
    ],
  ])(
    "in a file that is %s is not passed over, and the file not shown",
    async (_, content, expected) => {
      around.write(".alibabacloud/credentials", INI);
      if (content) around.write(".aliyun/config.json", content);
      else around.write(".aliyun/config.json/file", "");
      const failure = around.find({});
      await expect(failure).rejects.toMatchObject({ kind: "unauthenticated" });
      await expect(failure).rejects.toThrow(expected);
      await expect(failure).rejects.not.toThrow("canary");
    },
  );

  test("is looked for nowhere where HOME is no folder", async () => {
    await expect(around.find({}, { HOME: "/dev/null" })).rejects.toThrow(
      "no credentials were found",
    );
  });
});
