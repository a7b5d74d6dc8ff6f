import type { Role } from "../../common/credentials/credentials";
import { homeOf } from "../../common/credentials/files";
import type { Endpoint } from "../../common/http/network";
import { setting, term } from "../../errors";
import type { Settings } from "../../settings";
import {
  checkKey,
  noCredentials,
  type Credential,
  type Lookup,
} from "./source";
import { fromFiles, NAMED_FILE } from "./profiles";
import { fromMetadata, webIdentity } from "./machine";
import type { Sts } from "./sts";

/** Where credentials are looked for beside the provider config. */
export interface CredentialEnvironment {
  environment: NodeJS.ProcessEnv;
  home: string;
  machineFile?: string;
  metadata?: Endpoint;
}

export function thisMachine(): CredentialEnvironment {
  const environment = process.env;
  return { environment, home: homeOf(environment) };
}

/**
 * Finds credentials: the first source that has any, with a role assumed on top where one is asked for. The vendor's own
 * chain prints to the console and ends in an empty key (docs/clouds/tencent.md#credentials), so this is one of our own
 * over the same sources.
 */
export async function findCredential(
  settings: Settings,
  around: CredentialEnvironment,
  sts: Sts,
): Promise<Credential> {
  const base = await findBase(settings, around, sts);
  const role = roleFrom(settings) ?? base.role;
  return role ? sts.assumeRole(base, role) : base;
}

async function findBase(
  settings: Settings,
  around: CredentialEnvironment,
  sts: Sts,
): Promise<Credential> {
  const lacking: string[] = [];
  for (const look of sources(settings, around, sts)) {
    const lookup = await look();
    if ("found" in lookup) return lookup.found;
    lacking.push(lookup.missing);
  }
  // What to do comes before the list of what was looked at, which is long.
  throw noCredentials(
    "no credentials were found",
    `${term("configure tencentSecretId tencentSecretKey")}, or TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment. To try the provider without an account, set ${setting("emulator")}. Looked at: ${lacking.join("; ")}.`,
  );
}

/** What was set on purpose before what the machine happens to offer, and never passed over for that. */
function sources(
  settings: Settings,
  around: CredentialEnvironment,
  sts: Sts,
): (() => Lookup | Promise<Lookup>)[] {
  const { environment } = around;
  const files = () => fromNamedFiles(settings, around);
  const config = () => fromConfig(settings);
  if (settings.configured("tencentProfile") !== undefined)
    return [config, files];
  return [
    config,
    () => fromEnvironment(settings),
    files,
    () => fromPod(around, sts),
    () => fromMetadata(environment, around.metadata),
  ];
}

async function fromNamedFiles(
  settings: Settings,
  around: CredentialEnvironment,
): Promise<Lookup> {
  const profile = settings.find("tencentProfile");
  const lookup = await fromFiles(profile?.value ?? "default", around);
  const file = around.environment[NAMED_FILE];
  const naming = [
    ...(profile ? [profile.from] : []),
    ...(file ? [`environment variable ${NAMED_FILE}`] : []),
  ].join(" and ");
  if (naming && "missing" in lookup)
    throw noCredentials(
      `no credentials were found where ${naming} says; looked at ${lookup.missing}`,
      file
        ? `Name a file that has the profile, or unset ${NAMED_FILE}.`
        : "Name a profile that one of the files has, or none.",
    );
  return lookup;
}

/** A pod that has a role of its own is not to work with that of the machine below it. */
async function fromPod(
  { environment, home }: CredentialEnvironment,
  sts: Sts,
): Promise<Lookup> {
  const identity = await webIdentity(environment, home);
  if ("missing" in identity) return identity;
  return { found: await sts.assumeRoleWithWebIdentity(identity) };
}

/** The API key in the provider config. */
function fromConfig(settings: Settings): Lookup {
  const places = "tencentSecretId and tencentSecretKey in the provider config";
  return fromPair(
    settings.ofConfig,
    places,
    "tencentSecretId and tencentSecretKey",
  );
}

/**
 * The API key in environment variables; the session token has three rival names (docs/clouds/tencent.md#credentials).
 */
function fromEnvironment(settings: Settings): Lookup {
  const names = "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY";
  return fromPair(
    settings.ofEnvironment,
    `environment variables ${names}`,
    names,
  );
}

/** Half a key is a mistake: going on to the next source would sign in as somebody else. */
function fromPair(settings: Settings, places: string, names: string): Lookup {
  const id = settings.find("tencentSecretId");
  const key = settings.find("tencentSecretKey");
  const [secretId, secretKey] = [id?.value, key?.value];
  if (!secretId && !secretKey) return { missing: places };
  if (!secretId || !secretKey)
    throw noCredentials(`only one of ${names} is set`, "Set both, or neither.");
  const session = settings.find("tencentToken");
  const token = session?.value;
  checkKey(
    { secretId, secretKey, token },
    {
      secretId: id?.from ?? "",
      secretKey: key?.from ?? "",
      token: session?.from ?? "",
    },
  );
  return { found: { secretId, secretKey, token } };
}

/** Each of them says whose credentials are meant, so that nothing in the environment may change it. */
const IDENTITY = ["tencentSecretId", "tencentProfile", "tencentRoleArn"];

/** The role to assume: the config's, or the environment's unless the config says whose credentials they are. */
function roleFrom(settings: Settings): Role | undefined {
  const isConfigured = IDENTITY.some((key) => settings.configured(key));
  const source = isConfigured ? settings.ofConfig : settings.ofEnvironment;
  const arn = source.value("tencentRoleArn");
  if (arn === undefined) return undefined;
  return {
    arn,
    sessionName: source.value("tencentRoleSessionName"),
    duration: source.seconds("tencentRoleDuration"),
    externalId: source.value("tencentRoleExternalId"),
    policy: source.value("tencentRolePolicy"),
  };
}
