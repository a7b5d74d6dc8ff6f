import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsUri, ecsRole } from "../../alibaba/credentials/machine";
import { Client as AlibabaClient } from "../../alibaba/client";
import { AlibabaKeyService } from "../../alibaba/service";
import { NOWHERE } from "../../../../tests/support/clouds/alibaba";
import { fromMetadata } from "../../tencent/credentials/machine";
import { Client as TencentClient } from "../../tencent/client";
import { TencentKeyService } from "../../tencent/service";
import { SETTINGS as TENCENT_SETTINGS } from "../../tencent/settings";
import type { CloudSettings } from "../../rules";
import { Settings } from "../../settings";
import { contextOf } from "../../../../tests/support/clouds/bench";

/** Every client of both clouds, at a server that sends its callers on to another one. */

let status: number;
let visitors = 0;
const elsewhere = createServer((_, response) => {
  visitors += 1;
  response.end("{}");
});
const redirecting = createServer((_, response) => {
  const location = `http://${hostOf(elsewhere)}/canary?Signature=canary`;
  response.writeHead(status, { location }).end();
});
const folder = mkdtempSync(join(tmpdir(), "cmk-token-"));
const tokenFile = join(folder, "token");

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  for (const server of [elsewhere, redirecting])
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  writeFileSync(tokenFile, "token");
});
beforeEach(() => {
  visitors = 0;
});
afterAll(() => {
  for (const server of [elsewhere, redirecting]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

/** So short that a call is not made again. */
const soon = () => contextOf({ deadline: Date.now() + 300 });

function alibabaClient(more: CloudSettings) {
  const url = `http://${hostOf(redirecting)}`;
  return AlibabaClient.open(
    {
      alibabaRegion: "cn-hangzhou",
      alibabaEndpoint: url,
      alibabaStsEndpoint: url,
      ...more,
    },
    NOWHERE,
  );
}
const alibaba = (more: CloudSettings) =>
  new AlibabaKeyService(alibabaClient(more));
const ACCESS_KEY = {
  alibabaAccessKeyId: "id",
  alibabaAccessKeySecret: "canary",
  alibabaSecurityToken: "canary",
};

function tencentClient(
  more: CloudSettings,
  environment: NodeJS.ProcessEnv = {},
) {
  const url = `http://${hostOf(redirecting)}`;
  const settings = {
    tencentEndpoint: url,
    tencentTagEndpoint: url,
    tencentStsEndpoint: url,
    ...more,
  };
  return TencentClient.open(
    new Settings(TENCENT_SETTINGS, settings, environment),
    {
      environment,
      home: "/nowhere",
      machineFile: "/nowhere/credentials",
    },
  );
}
const tencent = async (more: CloudSettings, environment?: NodeJS.ProcessEnv) =>
  new TencentKeyService(await tencentClient(more, environment));
const SECRET = {
  tencentSecretId: "id",
  tencentSecretKey: "canary",
  tencentToken: "canary",
};
const ARN = "qcs::kms:ap-guangzhou:uin/1:key/creatorUin/1/k";

const metadata = () =>
  ({
    protocol: "http",
    host: hostOf(redirecting),
    from: "the metadata",
  }) as const;

const CLIENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  "Alibaba Cloud KMS": () =>
    alibaba(ACCESS_KEY).in("cn-hangzhou", soon()).describe("k", {}),
  "Alibaba Cloud STS": () => alibabaClient(ACCESS_KEY).account(soon()),
  "Alibaba Cloud AssumeRole": () =>
    alibaba({ ...ACCESS_KEY, alibabaRoleArn: "acs:ram::1:role/r" })
      .in("cn-hangzhou", soon())
      .describe("k", {}),
  "Alibaba Cloud AssumeRoleWithOIDC": () =>
    alibaba({
      alibabaRoleArn: "acs:ram::1:role/r",
      alibabaOidcProviderArn: "p",
      alibabaOidcTokenFile: tokenFile,
    })
      .in("cn-hangzhou", soon())
      .describe("k", {}),
  "ECS metadata": () => ecsRole("r", metadata()).fetch(),
  "Alibaba Cloud credentials URI": () =>
    credentialsUri(`http://${hostOf(redirecting)}/c`, "the profile").fetch(),
  "Tencent Cloud KMS": async () =>
    (await tencent(SECRET)).in("ap-guangzhou", soon()).describe("k", {}),
  "Tencent Cloud tags": async () =>
    (await tencent(SECRET))
      .in("ap-guangzhou", soon())
      .setTags({ keyId: "k", arn: ARN }, { set: { a: "b" }, remove: [] }),
  "Tencent Cloud STS": async () =>
    (await tencentClient(SECRET)).account(soon()),
  "Tencent Cloud AssumeRole": async () =>
    (await tencent({ ...SECRET, tencentRoleArn: "role" }))
      .in("ap-guangzhou", soon())
      .describe("k", {}),
  "Tencent Cloud AssumeRoleWithWebIdentity": async () =>
    (
      await tencent(
        {},
        {
          TKE_REGION: "ap-guangzhou",
          TKE_PROVIDER_ID: "p",
          TKE_ROLE_ARN: "role",
          TKE_WEB_IDENTITY_TOKEN_FILE: tokenFile,
        },
      )
    )
      .in("ap-guangzhou", soon())
      .describe("k", {}),
  "CVM metadata": async () => {
    const found = await fromMetadata({}, metadata());
    throw new Error("missing" in found ? found.missing : "found");
  },
};

describe.each(Object.keys(CLIENTS))("%s", (client) => {
  test.each([300, 301, 302, 303, 305, 307, 308])(
    "does not follow a redirection with status %i",
    async (code) => {
      status = code;
      const failure = await CLIENTS[client]?.().catch((error: Error) => error);
      expect(failure).toBeInstanceOf(Error);
      const { message } = failure as Error;
      expect(message).toContain(
        `redirects to ${hostOf(elsewhere)} (HTTP status ${code}), which is not followed`,
      );
      expect(message).toContain(hostOf(redirecting));
      expect(message).not.toContain("canary");
      expect(visitors).toBe(0);
    },
  );
});
