import * as z from "zod";
import { readToken } from "../../common/credentials/credentials";
import { fromHome } from "../../common/credentials/files";
import { flawOf } from "../../common/text";
import { NoReply, type Endpoint } from "../../common/http/network";
import { exchangeDirectly } from "../../common/http/transport";
import { noCredentials, type Credential, type Lookup } from "./source";
import type { WebIdentity } from "./sts";

const METADATA: Endpoint = {
  protocol: "http",
  host: "metadata.tencentyun.com",
  from: "the metadata service of virtual machines",
};
const METADATA_TIMEOUT_MS = 2_000;
const TKE_VARIABLES = [
  "TKE_REGION",
  "TKE_PROVIDER_ID",
  "TKE_WEB_IDENTITY_TOKEN_FILE",
  "TKE_ROLE_ARN",
] as const;

/** What TKE tells a pod about its role; the token is read anew each time, as TKE replaces it. */
export async function webIdentity(
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<WebIdentity | { missing: string }> {
  const [region, providerId, file, roleArn] = TKE_VARIABLES.map(
    (name) => environment[name],
  );
  if (!region || !providerId || !file || !roleArn)
    return { missing: `a pod's role (${TKE_VARIABLES.join(", ")})` };
  const token = await readToken(
    "tencent",
    fromHome(file, home),
    `the token file of the pod's role, ${file},`,
    "Check TKE_WEB_IDENTITY_TOKEN_FILE.",
  );
  // It becomes a header.
  const regionFlaw = flawOf(region);
  if (regionFlaw)
    throw noCredentials(`environment variable TKE_REGION ${regionFlaw}`);
  return { region, providerId, roleArn, token };
}

/** The role that is bound to the virtual machine, from its metadata (docs/clouds/tencent.md#credentials). */
export async function fromMetadata(
  environment: NodeJS.ProcessEnv,
  metadata = METADATA,
): Promise<Lookup> {
  const path = "/latest/meta-data/cam/security-credentials/";
  try {
    const role =
      environment.TENCENTCLOUD_CAM_ROLE_NAME || (await get(metadata, path));
    const reply = machineRole.parse(
      JSON.parse(await get(metadata, path + role)),
    );
    const found: Credential = {
      secretId: reply.TmpSecretId,
      secretKey: reply.TmpSecretKey,
      token: reply.Token,
      expires: reply.ExpiredTime * 1000,
    };
    return { found };
  } catch (error) {
    return {
      missing: `a role of the virtual machine (${error instanceof NoReply ? error.failure.detail : "none"})`,
    };
  }
}

const machineRole = z.object({
  Code: z.literal("Success"),
  TmpSecretId: z.string().min(1),
  TmpSecretKey: z.string().min(1),
  Token: z.string().min(1),
  ExpiredTime: z.number(),
});

async function get(endpoint: Endpoint, path: string): Promise<string> {
  const { status, text } = await exchangeDirectly({
    endpoint,
    method: "GET",
    path,
    headers: {},
    body: "",
    timeoutMs: METADATA_TIMEOUT_MS,
  });
  if (status !== 200) throw new Error(`HTTP ${status}`);
  return text.trim();
}
