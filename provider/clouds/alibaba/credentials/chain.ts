import type { Role } from "../../common/credentials/credentials";
import { fromHome, homeOf } from "../../common/credentials/files";
import type { Settings } from "../../settings";
import { setting, term } from "../../errors";
import { SETTINGS } from "../settings";
import { credentialsUri, ecsRole, ecsRoleLacks } from "./machine";
import { defaultFiles, findProfile, type Services } from "./profiles";
import { fixed, noCredentials, type CredentialSource } from "./source";

const URI_VARIABLES = [
  "ALIBABA_CLOUD_CREDENTIALS_URI",
  "ALICLOUD_CREDENTIALS_URI",
];

/** The role that goes with an OIDC token of the environment. */
const TOKEN_ROLE = "ALIBABA_CLOUD_ROLE_ARN";

/** Where credentials are looked for. */
export interface CredentialEnvironment extends Services {
  settings: Settings;
  environment: NodeJS.ProcessEnv;
}

/** A place that may have credentials. `role` is the one that its use assumes already. */
type Place = (
  around: CredentialEnvironment,
) => Promise<Found | Missing | undefined> | Found | Missing | undefined;
/** Why a place that was asked has none. */
interface Missing {
  missing: string;
}
interface Found {
  source: CredentialSource;
  role?: string;
}

const configuredKey: Place = ({ settings }) => {
  const accessKeyId = settings.configured("alibabaAccessKeyId");
  const accessKeySecret = settings.configured("alibabaAccessKeySecret");
  if (!accessKeyId && !accessKeySecret) return undefined;
  if (!accessKeyId || !accessKeySecret)
    throw noCredentials(
      `${accessKeyId ? "alibabaAccessKeyId" : "alibabaAccessKeySecret"} is configured alone`,
      "Configure alibabaAccessKeyId and alibabaAccessKeySecret together, or neither.",
    );
  const securityToken = settings.configured("alibabaSecurityToken");
  return {
    source: fixed(
      "the configured AccessKey",
      { accessKeyId, accessKeySecret, securityToken },
      {
        accessKeyId: setting("alibabaAccessKeyId"),
        accessKeySecret: setting("alibabaAccessKeySecret"),
        securityToken: setting("alibabaSecurityToken"),
      },
    ),
  };
};

const configuredOidc: Place = (around) => {
  const { settings } = around;
  return settings.configured("alibabaOidcProviderArn") ||
    settings.configured("alibabaOidcTokenFile")
    ? oidc(around, settings.value("alibabaRoleArn"))
    : undefined;
};

const configuredEcsRole: Place = ({ settings, metadata }) => {
  const name = settings.configured("alibabaEcsRoleName");
  return name ? { source: ecsRole(name, metadata) } : undefined;
};

const configuredProfile: Place = (around) => {
  const { settings } = around;
  const name = settings.configured("alibabaProfile");
  const file = settings.configured("alibabaSharedCredentialsFile");
  return name || file ? profile(around, name) : undefined;
};

const environmentKey: Place = ({ environment }) => {
  const names = SETTINGS.alibabaAccessKeyId.environment;
  for (const [n, idName] of names.entries()) {
    // The n-th names of id, secret and token are one set: those of two tools are not mixed.
    const secretName = SETTINGS.alibabaAccessKeySecret.environment[n] ?? "";
    const tokenName = SETTINGS.alibabaSecurityToken.environment[n] ?? "";
    const accessKeyId = environment[idName];
    const accessKeySecret = environment[secretName];
    if (!accessKeyId && !accessKeySecret) continue;
    if (!accessKeyId || !accessKeySecret)
      throw noCredentials(
        `environment variable ${accessKeyId ? idName : secretName} is set alone`,
        `Set ${idName} and ${secretName} together, or neither.`,
      );
    const securityToken = environment[tokenName] || undefined;
    return {
      source: fixed(
        `environment variable ${idName}`,
        { accessKeyId, accessKeySecret, securityToken },
        {
          accessKeyId: `environment variable ${idName}`,
          accessKeySecret: `environment variable ${secretName}`,
          securityToken: `environment variable ${tokenName}`,
        },
      ),
    };
  }
  return undefined;
};

const environmentOidc: Place = (around) => {
  const { environment, settings } = around;
  const role = environment[TOKEN_ROLE];
  const complete =
    role &&
    settings.value("alibabaOidcProviderArn") &&
    settings.value("alibabaOidcTokenFile");
  return complete ? oidc(around, role) : undefined;
};

const ambientProfile: Place = (around) =>
  isTrue(around.environment["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"])
    ? undefined
    : profile(around, around.settings.value("alibabaProfile"));

const ambientEcsRole: Place = async (around) => {
  const { settings, environment, metadata } = around;
  if (isTrue(environment["ALIBABA_CLOUD_ECS_METADATA_DISABLED"]))
    return undefined;
  const name = settings.value("alibabaEcsRoleName");
  // Only asking tells whether this is an ECS instance with a role.
  const lacks = name ? undefined : await ecsRoleLacks(metadata);
  return lacks === undefined
    ? { source: ecsRole(name, metadata) }
    : { missing: `the role of an ECS instance (${lacks})` };
};

const uri: Place = ({ environment }) => {
  const name = URI_VARIABLES.find((known) => environment[known]);
  return name
    ? {
        source: credentialsUri(
          environment[name] ?? "",
          `environment variable ${name}`,
        ),
      }
    : undefined;
};

/** Named in the provider config: these decide, and what the environment holds besides is not looked at. */
const CONFIGURED: readonly Place[] = [
  configuredKey,
  configuredOidc,
  configuredEcsRole,
  configuredProfile,
];

/** The vendor's default chain, in the vendor's order (docs/clouds/alibaba.md#credentials). */
const AMBIENT: readonly Place[] = [
  environmentKey,
  environmentOidc,
  ambientProfile,
  ambientEcsRole,
  uri,
];

/** The first place that has credentials, and the role to assume with them. Throws `unauthenticated` if none has. */
export async function findCredentials(
  around: CredentialEnvironment,
): Promise<CredentialSource> {
  const lacking: string[] = [];
  const configured = await first(CONFIGURED, around, lacking);
  const found = configured ?? (await first(AMBIENT, around, lacking));
  if (!found) throw nothingFound(around, lacking);
  // A role of the environment is meant for credentials of the environment.
  const arn =
    around.settings.configured("alibabaRoleArn") ??
    (configured ? undefined : environmentRole(around.environment));
  return arn && arn !== found.role
    ? around.sts.assumeRole(found.source, roleOf(around.settings, arn))
    : found.source;
}

/** In a pod with RRSA, ALIBABA_CLOUD_ROLE_ARN belongs to the pod's token, and to no other credentials. */
function environmentRole(environment: NodeJS.ProcessEnv): string | undefined {
  const pod =
    environment["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] &&
    environment["ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
  return SETTINGS.alibabaRoleArn.environment
    .filter((name) => !(pod && name === TOKEN_ROLE))
    .map((name) => environment[name])
    .find(Boolean);
}

async function first(
  places: readonly Place[],
  around: CredentialEnvironment,
  lacking: string[],
): Promise<Found | undefined> {
  for (const place of places) {
    const found = await place(around);
    if (found && "source" in found) return found;
    if (found) lacking.push(found.missing);
  }
  return undefined;
}

/** One that is named on purpose, by itself or by its file, is not passed over for what the machine happens to have. */
async function profile(
  around: CredentialEnvironment,
  name: string | undefined,
): Promise<Found | undefined> {
  const source = await findProfile(name, filesOf(around), around);
  if (source) return { source };
  const named = ["alibabaProfile", "alibabaSharedCredentialsFile"].flatMap(
    (key) => around.settings.find(key)?.from ?? [],
  );
  if (named.length === 0) return undefined;
  throw noCredentials(
    `${name ? `profile ${name}` : "the profile in use"} is missing or empty in ${filesOf(around).join(" and ")}`,
    `Check ${named.join(" and ")}.`,
  );
}

function oidc(
  { settings, environment, sts }: CredentialEnvironment,
  role: string | undefined,
): Found {
  const providerArn = settings.value("alibabaOidcProviderArn");
  const tokenFile = settings.value("alibabaOidcTokenFile");
  if (!role || !providerArn || !tokenFile)
    throw noCredentials(
      "alibabaOidcProviderArn, alibabaOidcTokenFile and alibabaRoleArn must be given together",
    );
  const source = sts.assumeRoleWithOidc({
    ...roleOf(settings, role),
    providerArn,
    tokenFile: fromHome(tokenFile, homeOf(environment)),
  });
  return { source, role };
}

function roleOf(settings: Settings, arn: string): Role {
  return {
    arn,
    sessionName: settings.value("alibabaRoleSessionName"),
    duration: settings.seconds("alibabaRoleSessionExpiration"),
    externalId: settings.value("alibabaRoleExternalId"),
    policy: settings.value("alibabaRolePolicy"),
  };
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}

function filesOf({ settings, environment }: CredentialEnvironment): string[] {
  const file = settings.value("alibabaSharedCredentialsFile");
  const home = homeOf(environment);
  return file ? [fromHome(file, home)] : defaultFiles(home);
}

/** What to do comes before the list of what was looked at, which is long. */
function nothingFound(
  around: CredentialEnvironment,
  lacking: readonly string[],
) {
  const looked = [
    "the provider config",
    "environment variables ALIBABA_CLOUD_…, ALICLOUD_… and ALIBABACLOUD_…",
    ...filesOf(around),
    ...lacking,
    URI_VARIABLES.join(" and "),
  ];
  return noCredentials(
    "no credentials were found",
    `${term("configure alibabaAccessKeyId alibabaAccessKeySecret")}, or ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment. To try the provider without an account, set ${setting("emulator")}. Looked at: ${looked.join("; ")}.`,
  );
}
