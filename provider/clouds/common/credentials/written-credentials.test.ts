import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findCredentials } from "../../alibaba/credentials/chain";
import type { Sts as AlibabaSts } from "../../alibaba/credentials/sts";
import { SETTINGS as ALIBABA_SETTINGS } from "../../alibaba/settings";
import { NOWHERE } from "../../../../tests/support/clouds/alibaba";
import { setting } from "../../errors";
import { trimmedEnvironment } from "../text";
import type { CloudSettings } from "../../rules";
import { Settings } from "../../settings";
import { findCredential } from "../../tencent/credentials/chain";
import type { Sts as TencentSts } from "../../tencent/credentials/sts";
import { SETTINGS as TENCENT_SETTINGS } from "../../tencent/settings";

/** Credentials as editors, shells and CI systems write them into files, variables and settings. */

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "cmk-written-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const metadata = { protocol: "http", host: "127.0.0.1:1" } as const;

async function find(
  cloud: string,
  configured: CloudSettings,
  given: NodeJS.ProcessEnv = {},
): Promise<string[]> {
  if (cloud === "alibaba") {
    const environment = trimmedEnvironment({
      ...NOWHERE,
      HOME: home,
      ...given,
    });
    const settings = new Settings(ALIBABA_SETTINGS, configured, environment);
    const sts = {} as AlibabaSts;
    const around = { settings, environment, sts, metadata };
    const found = await (await findCredentials(around)).fetch();
    return [
      found.accessKeyId,
      found.accessKeySecret,
      found.securityToken ?? "",
    ];
  }
  const environment = trimmedEnvironment(given);
  const found = await findCredential(
    new Settings(TENCENT_SETTINGS, configured, environment),
    { environment, home, machineFile: join(home, "none"), metadata },
    {} as TencentSts,
  );
  return [found.secretId, found.secretKey, found.token ?? ""];
}

const PARTS = ["id", "secret", "token"];

/** Every form in which a cloud's credentials can be given: where each part stands, and how the whole is written. */
interface Form {
  cloud: string;
  /** How messages name a part. */
  names: string[];
  given: (parts: string[]) => {
    configured?: CloudSettings;
    environment?: NodeJS.ProcessEnv;
    file?: [path: string, text: string];
  };
}

const settingForm = (cloud: string, keys: string[]): Form => ({
  cloud,
  names: keys.map((key) => setting(key)),
  given: (parts) => ({
    configured: Object.fromEntries(keys.map((key, n) => [key, parts[n]])),
  }),
});
const variableForm = (cloud: string, variables: string[]): Form => ({
  cloud,
  names: variables.map((name) => `environment variable ${name}`),
  given: (parts) => ({
    environment: Object.fromEntries(
      variables.map((name, n) => [name, parts[n]]),
    ),
  }),
});
const fileForm = (
  cloud: string,
  path: string,
  names: string[],
  text: (parts: string[]) => string,
): Form => ({
  cloud,
  names: names.map((name) => `${name} of profile `),
  given: (parts) => ({ file: [path, text(parts)] }),
});

const TOKENS = TENCENT_SETTINGS.tencentToken?.environment ?? [];
const ALIBABA_PARTS = [
  "the AccessKey id",
  "the AccessKey secret",
  "the security token",
];
const TENCENT_PARTS = ["the SecretId", "the SecretKey", "the token"];

const FILES: Readonly<Record<string, Form>> = {
  "the Alibaba Cloud CLI's file": fileForm(
    "alibaba",
    ".aliyun/config.json",
    ALIBABA_PARTS,
    ([access_key_id, access_key_secret, sts_token]) =>
      JSON.stringify(
        {
          current: "p",
          profiles: [
            {
              name: "p",
              mode: "StsToken",
              access_key_id,
              access_key_secret,
              sts_token,
            },
          ],
        },
        undefined,
        2,
      ),
  ),
  "the Alibaba Cloud SDKs' file": fileForm(
    "alibaba",
    ".alibabacloud/credentials",
    ALIBABA_PARTS,
    ([id, secret, token]) =>
      `[default]\ntype = sts\naccess_key_id = ${id}\naccess_key_secret = ${secret}\nsecurity_token = ${token}\n`,
  ),
  "the Tencent Cloud SDKs' file": fileForm(
    "tencent",
    ".tencentcloud/credentials",
    TENCENT_PARTS,
    ([id, secret, token]) =>
      `[default]\nsecret_id = ${id}\nsecret_key = ${secret}\ntoken = ${token}\n`,
  ),
  "tccli's file": fileForm(
    "tencent",
    ".tccli/default.credential",
    TENCENT_PARTS,
    ([secretId, secretKey, token]) =>
      JSON.stringify({ secretId, secretKey, token }, undefined, 2),
  ),
};
const TEXTS: Readonly<Record<string, Form>> = {
  "Alibaba Cloud's settings": settingForm("alibaba", [
    "alibabaAccessKeyId",
    "alibabaAccessKeySecret",
    "alibabaSecurityToken",
  ]),
  "Tencent Cloud's settings": settingForm("tencent", [
    "tencentSecretId",
    "tencentSecretKey",
    "tencentToken",
  ]),
  ...Object.fromEntries(
    ALIBABA_SETTINGS.alibabaAccessKeyId.environment.map((name, n) => [
      name,
      variableForm("alibaba", [
        name,
        ALIBABA_SETTINGS.alibabaAccessKeySecret.environment[n] ?? "",
        ALIBABA_SETTINGS.alibabaSecurityToken.environment[n] ?? "",
      ]),
    ]),
  ),
  ...Object.fromEntries(
    TOKENS.map((token) => [
      token,
      variableForm("tencent", [
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        token,
      ]),
    ]),
  ),
};
const FORMS = { ...FILES, ...TEXTS };

function write(path: string, bytes: Buffer | string): void {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
}

function findIn({ cloud, given }: Form, parts: string[]): Promise<string[]> {
  const { configured = {}, environment, file } = given(parts);
  if (file) write(...file);
  return find(cloud, configured, environment);
}

const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  CRLF: (text) => Buffer.from(text.replaceAll("\n", "\r\n")),
  "a UTF-8 mark": (text) => Buffer.from(`\ufeff${text}`),
  "a UTF-8 mark and CRLF": (text) =>
    Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`),
  "UTF-16, little endian": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "UTF-16, big endian": (text) =>
    Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
  "blanks at the ends": (text) =>
    Buffer.from(`\n${text.replaceAll("\n", " \t\n")}\n \n`),
};

describe.each(Object.entries(FILES))("%s", (_, form) => {
  test.each(Object.entries(ENCODINGS))(
    "is read with %s",
    async (__, encode) => {
      const [path = "", text = ""] = form.given(PARTS).file ?? [];
      write(path, encode(text));
      expect(await find(form.cloud, {})).toEqual(PARTS);
    },
  );
});

describe.each(Object.entries(FORMS))("of %s", (_, form) => {
  // In an INI file a line break is the value's end.
  const isIni = form.given(PARTS).file?.[1].startsWith("[") ?? false;
  const blanks = [
    " ",
    "\t",
    "\u00a0",
    "\ufeff",
    ...(isIni ? [] : ["\n", "\r\n"]),
  ];
  test.each(blanks)("%j around a part does not count", async (blank) => {
    const parts = PARTS.map((part) => `${blank}${part}${blank}`);
    expect(await findIn(form, parts)).toEqual(PARTS);
  });

  describe.each([0, 1, 2])("part %i", (n) => {
    test.each([
      "can ary",
      "canaryä",
      "canary密",
      "canary\u200b",
      "canary\u0007x",
      "'canary'",
    ])("%j is refused by its name, and not shown", async (part) => {
      const parts = PARTS.map((other, m) => (m === n ? part : other));
      const failure = await findIn(form, parts).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(Error);
      const { message } = failure as Error;
      expect(message).toContain(form.names[n]);
      expect(message).toMatch(
        / contains a (space|line break|quotation mark|character)/,
      );
      expect(message).not.toMatch(/canary|can ary/);
    });
  });
});

test.each<[string, readonly string[], string]>([
  ...Object.entries(ALIBABA_SETTINGS).map(
    ([key, rule]): [string, readonly string[], string] => [
      key,
      "environment" in rule ? rule.environment : [],
      "alibaba",
    ],
  ),
  ...Object.entries(TENCENT_SETTINGS).map(
    ([key, rule]): [string, readonly string[], string] => [
      key,
      rule.environment ?? [],
      "tencent",
    ],
  ),
])(
  "setting %s is trimmed, and one line, in each of its places",
  (key, names, cloud) => {
    const rules = cloud === "alibaba" ? ALIBABA_SETTINGS : TENCENT_SETTINGS;
    const places: [CloudSettings, NodeJS.ProcessEnv, string][] = [
      [{ [key]: "\ufeff value \r\n" }, {}, setting(key)],
      ...names.map((name): [CloudSettings, NodeJS.ProcessEnv, string] => [
        {},
        { [name]: "\ufeff value \r\n" },
        name,
      ]),
    ];
    for (const [configured, environment, name] of places) {
      expect(new Settings(rules, configured, environment).value(key)).toBe(
        "value",
      );
      const broken = (bag: object) =>
        Object.fromEntries(Object.keys(bag).map((k) => [k, "can\nary"]));
      const read = () =>
        new Settings(rules, broken(configured), broken(environment)).value(key);
      if (/Policy$|Endpoints$/.test(key)) continue;
      expect(read).toThrow(name);
      expect(read).not.toThrow("can\nary");
    }
  },
);
