import { readFile } from "node:fs/promises";
import { fromHome } from "../../home";
import { unauthenticated, type Credential, type Lookup } from "./credential";
import type { WebIdentity } from "./sts";

const METADATA_URL = "http://metadata.tencentyun.com";
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
  try {
    const token = (await readFile(fromHome(file, home), "utf8")).trim();
    return { region, providerId, roleArn, token };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unauthenticated(
      `the token file of the pod's role, ${file}, can't be read (${code})`,
      "Check TKE_WEB_IDENTITY_TOKEN_FILE.",
    );
  }
}

/** The role that is bound to the virtual machine, from its metadata (docs/clouds/tencent.md#credentials). */
export async function fromMetadata(
  environment: NodeJS.ProcessEnv,
  url = METADATA_URL,
): Promise<Lookup> {
  const path = "/latest/meta-data/cam/security-credentials/";
  try {
    const role =
      environment.TENCENTCLOUD_CAM_ROLE_NAME ?? (await get(url + path));
    const reply = JSON.parse(await get(url + path + role)) as {
      Code: string;
      TmpSecretId: string;
      TmpSecretKey: string;
      Token: string;
      ExpiredTime: number;
    };
    if (reply.Code !== "Success") throw new Error(`answered ${reply.Code}`);
    const found: Credential = {
      secretId: reply.TmpSecretId,
      secretKey: reply.TmpSecretKey,
      token: reply.Token,
      expires: reply.ExpiredTime * 1000,
    };
    return { found };
  } catch {
    return { missing: "a role of the virtual machine (none, or not on one)" };
  }
}

async function get(url: string): Promise<string> {
  const reply = await fetch(url, {
    signal: AbortSignal.timeout(METADATA_TIMEOUT_MS),
  });
  if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
  return (await reply.text()).trim();
}
