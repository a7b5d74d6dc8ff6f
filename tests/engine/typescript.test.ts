import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as cmk from "pulumi-cmk";
import { Emulator } from "../support/emulator";
import { inlineStack } from "../support/inline";
import { filesBelow } from "./files";

const SECRET = "canary-typescript-secret-e1f0";
const DESCRIPTION = "canary-typescript-description-77aa";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await Emulator.start();
  await emulator.addAccount({
    accessKeyId: "id-typescript",
    accessKeySecret: SECRET,
    account: "100000000001",
  });
});
afterAll(() => emulator.stop());

test("a TypeScript program with an explicit provider shows no secret of it", async () => {
  const { alibaba, tencent } = emulator.endpoints;
  const program = () => {
    const provider = new cmk.Provider("clouds", {
      alibabaRegion: "cn-hangzhou",
      alibabaEndpoints: alibaba,
      alibabaAccessKeyId: "id-typescript",
      alibabaAccessKeySecret: SECRET,
      tencentRegion: "ap-singapore",
      tencentEndpoint: tencent,
      tencentTagEndpoint: tencent,
      tencentStsEndpoint: tencent,
      tencentSecretId: "id-typescript",
      tencentSecretKey: SECRET,
    });
    const keys = (["alibaba", "tencent"] as const).map(
      (cloud) =>
        new cmk.Cmk(
          cloud,
          { cloud, description: pulumi.secret(DESCRIPTION) },
          { provider },
        ),
    );
    return Promise.resolve({
      ids: keys.map(({ id }) => id),
      description: keys[0]?.description,
    });
  };
  const { stack, workplace } = await inlineStack(program);
  try {
    const preview = await stack.preview({ diff: true });
    expect(preview.changeSummary).toMatchObject({ create: 4 });
    const up = await stack.up({ diff: true });
    const state = filesBelow(workplace.state)
      .map((path) => readFileSync(path, "utf8"))
      .join();
    expect(state).toContain("ciphertext");
    for (const canary of [SECRET, DESCRIPTION])
      for (const text of [preview.stdout, up.stdout, up.stderr, state])
        expect(text).not.toContain(canary);
    expect(up.outputs["description"]).toEqual({
      value: DESCRIPTION,
      secret: true,
    });
    expect(up.outputs["ids"]?.value).toEqual([
      expect.stringMatching(/^alibaba\/cn-hangzhou\//),
      expect.stringMatching(/^tencent\/ap-singapore\//),
    ]);
    const keys = await emulator.keys();
    expect(keys.map(({ description }) => description)).toEqual([
      DESCRIPTION,
      DESCRIPTION,
    ]);
    const again = await stack.up();
    expect(again.summary.resourceChanges).toEqual({ same: 4 });
    await stack.destroy();
  } finally {
    workplace.remove();
  }
});
