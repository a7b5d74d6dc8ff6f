import { homedir } from "node:os";
import type { Endpoint } from "../../network";
import type { Settings } from "../../settings";
import { unauthenticated, type Credential, type Lookup } from "./credential";
import { fromFiles } from "./files";
import { fromMetadata, webIdentity } from "./machine";
import { fromConfig, fromEnvironment, roleFrom } from "./declared";
import type { Sts } from "./sts";

/** Where credentials are looked for beside the provider config. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  home: string;
  machineFile?: string;
  metadata?: Endpoint;
}

export function thisMachine(): Surroundings {
  return { environment: process.env, home: homedir() };
}

/**
 * Finds credentials: the first source that has any, with a role assumed on top where one is asked for. The vendor's own
 * chain prints to the console and ends in an empty key (docs/clouds/tencent.md#credentials), so this is one of our own
 * over the same sources.
 */
export async function findCredential(
  settings: Settings,
  around: Surroundings,
  sts: Sts,
): Promise<Credential> {
  const base = await findBase(settings, around, sts);
  const role = roleFrom(settings, around.environment) ?? base.role;
  return role ? sts.assumeRole(base, role) : base;
}

async function findBase(
  settings: Settings,
  around: Surroundings,
  sts: Sts,
): Promise<Credential> {
  const lacking: string[] = [];
  for (const look of sources(settings, around, sts)) {
    const lookup = await look();
    if ("found" in lookup) return lookup.found;
    lacking.push(lookup.missing);
  }
  // What to do comes before the list of what was looked at, which is long.
  throw unauthenticated(
    "no credentials were found",
    `Set cmk:tencentSecretId and, with --secret, cmk:tencentSecretKey by \`pulumi config set\`, or TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment. Looked at: ${lacking.join("; ")}.`,
  );
}

/** What was set on purpose before what the machine happens to offer, and never passed over for that. */
function sources(
  settings: Settings,
  around: Surroundings,
  sts: Sts,
): (() => Lookup | Promise<Lookup>)[] {
  const { environment } = around;
  const files = () => fromNamedFiles(settings, around);
  const config = () => fromConfig(settings);
  if (settings.configured("tencentProfile") !== undefined)
    return [config, files];
  return [
    config,
    () => fromEnvironment(environment),
    files,
    () => fromPod(around, sts),
    () => fromMetadata(environment, around.metadata),
  ];
}

async function fromNamedFiles(
  settings: Settings,
  around: Surroundings,
): Promise<Lookup> {
  const profile = settings.find("tencentProfile");
  const lookup = await fromFiles(profile?.value ?? "default", around);
  if (profile && "missing" in lookup)
    throw unauthenticated(
      `no credentials were found where ${profile.from} says; looked at ${lookup.missing}`,
      "Name a profile that one of the files has, or none.",
    );
  return lookup;
}

/** A pod that has a role of its own is not to work with that of the machine below it. */
async function fromPod(
  { environment, home }: Surroundings,
  sts: Sts,
): Promise<Lookup> {
  const identity = await webIdentity(environment, home);
  if ("missing" in identity) return identity;
  return { found: await sts.assumeRoleWithWebIdentity(identity) };
}
