import { join, resolve } from "node:path";
import * as z from "zod";
import type { Role } from "../../common/credentials/credentials";
import { readText } from "../../common/credentials/files";
import { iniSections } from "../../common/text";
import type { Endpoint } from "../../common/http/network";
import type { AccessKey } from "../connection";
import { fixed, noCredentials, type CredentialSource } from "./source";
import type { Sts } from "./sts";
import { credentialsUri, ecsRole } from "./machine";
import { cliFile, cliLogin, type LoginMode } from "./vendor";

/**
 * The files that the vendor's CLI and its SDKs write, in the order in which they are looked at
 * (docs/clouds/alibaba.md#credentials).
 */
export function defaultFiles(home: string): string[] {
  return [
    join(home, ".aliyun", "config.json"),
    join(home, ".alibabacloud", "credentials"),
  ];
}

/** From the first file that has the profile, without a name its current one, with something in it. */
export async function findProfile(
  name: string | undefined,
  files: readonly string[],
  services: Services,
): Promise<CredentialSource | undefined> {
  for (const path of files) {
    const found = await readProfileFile(path);
    const source =
      found && sourceOf(found, name ?? found.current, services, new Set());
    if (source) return source;
  }
  return undefined;
}

/** What gives credentials to profiles that hold none. */
export interface Services {
  sts: Sts;
  metadata: Endpoint;
}

/** What each mode (CLI) or type (SDKs) makes of a profile's fields. */
type Mode = (
  profile: Profile,
  at: Services & { from: string; file: string; name: string; source: Chained },
) => CredentialSource | undefined;
type Chained = (name: string) => CredentialSource | undefined;

const accessKey: Mode = (profile, { from }) => {
  const key = accessKeyOf(profile, from);
  return key && fixed(from, key);
};

const role: Mode = (profile, { from, sts }) => {
  const key = accessKeyOf(profile, from);
  return key && sts.assumeRole(fixed(from, key), roleOf(profile, from));
};

const ecs: Mode = (profile, { metadata }) =>
  ecsRole(profile["ram_role_name"] ?? profile["role_name"], metadata);

const oidc: Mode = (profile, { from, sts }) =>
  sts.assumeRoleWithOidc({
    ...roleOf(profile, from),
    providerArn: needed(profile, from, "oidc_provider_arn"),
    tokenFile: needed(profile, from, "oidc_token_file", "oidc_token_file_path"),
  });

/** In any other file, the vendor's library would sign in as whoever has the same name in its own. */
const login =
  (mode: LoginMode): Mode =>
  (_profile, { from, file, name }) => {
    if (resolve(file) === cliFile()) return cliLogin(name, mode);
    throw noCredentials(
      `${from} (mode ${mode}) needs a login or a program, which works from ${cliFile()} only`,
      "Move the profile to that file, or use one with an AccessKey or a role.",
    );
  };

const refused: Mode = (profile, { from }) => {
  throw noCredentials(
    `${from} has the mode ${profile["mode"]}, which this provider can't sign in with`,
    "Use a profile with an AccessKey or a role.",
  );
};

const MODES: Readonly<Record<string, Mode>> = {
  AK: accessKey,
  access_key: accessKey,
  StsToken: accessKey,
  sts: accessKey,
  RamRoleArn: role,
  ram_role_arn: role,
  ChainableRamRoleArn: (profile, { from, sts, source }) => {
    const base = source(needed(profile, from, "source_profile"));
    return base && sts.assumeRole(base, roleOf(profile, from));
  },
  RamRoleArnWithRoleName: (profile, { from, sts, metadata }) =>
    sts.assumeRole(
      ecsRole(profile["ram_role_name"], metadata),
      roleOf(profile, from),
    ),
  EcsRamRole: ecs,
  ecs_ram_role: ecs,
  OIDC: oidc,
  oidc_role_arn: oidc,
  CloudSSO: login("CloudSSO"),
  OAuth: login("OAuth"),
  External: login("External"),
  CredentialsURI: (profile, { from }) =>
    credentialsUri(needed(profile, from, "credentials_uri"), from),
  RsaKeyPair: refused,
  BearerToken: refused,
};

function sourceOf(
  file: ProfileFile,
  name: string,
  services: Services,
  visited: Set<string>,
): CredentialSource | undefined {
  const profile = file.profiles.get(name);
  if (!profile) return undefined;
  const from = `profile ${name} of ${file.path}`;
  if (visited.has(name))
    throw noCredentials(`${from} is, through source_profile, its own source`);
  visited.add(name);
  // The CLI leaves the mode out for plain AccessKeys, and writes empty profiles when it is installed.
  const mode = profile["mode"] ?? profile["type"] ?? "AK";
  const build = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  if (!build) throw noCredentials(`${from} has the unknown mode ${mode}`);
  return build(profile, {
    from,
    file: file.path,
    name,
    ...services,
    source: (other) => sourceOf(file, other, services, visited),
  });
}

/** Half a key is a mistake: another file would sign in as somebody else. */
function accessKeyOf(profile: Profile, from: string): AccessKey | undefined {
  const accessKeyId = profile["access_key_id"];
  const accessKeySecret = profile["access_key_secret"];
  if (!accessKeyId && !accessKeySecret) return undefined;
  if (!accessKeyId || !accessKeySecret)
    throw noCredentials(
      `${from} has only one of access_key_id and access_key_secret`,
      "Write both, or neither.",
    );
  const securityToken = profile["sts_token"] ?? profile["security_token"];
  return { accessKeyId, accessKeySecret, securityToken };
}

function roleOf(profile: Profile, from: string): Role {
  return {
    arn: needed(profile, from, "ram_role_arn", "role_arn"),
    sessionName: profile["ram_session_name"] ?? profile["role_session_name"],
    // The CLI writes 0 where none is given.
    duration: Number(profile["expired_seconds"]) || undefined,
    externalId: profile["external_id"],
    policy: profile["policy"],
  };
}

function needed(profile: Profile, from: string, ...names: string[]): string {
  const value = names.map((name) => profile[name]).find(Boolean);
  if (value) return value;
  throw noCredentials(`${from} has no ${names.join(" or ")}`);
}

/** One profile's fields by the file's own names; only texts and numbers, as text. */
type Profile = Readonly<Record<string, string>>;

interface ProfileFile {
  path: string;
  profiles: ReadonlyMap<string, Profile>;
  /** The profile that applies if none is requested. */
  current: string;
}

const cliProfiles = z.object({
  current: z.string().nullish(),
  profiles: z.array(z.looseObject({ name: z.string() })).nullish(),
});

/**
 * The CLI's JSON or the SDKs' INI form, whichever the file has. Undefined if the file does not exist. A file that can't
 * be read is an error, because its credentials might be meant, and no others may replace them.
 */
async function readProfileFile(path: string): Promise<ProfileFile | undefined> {
  let text: string;
  try {
    text = (await readText(path)).trimStart();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw noCredentials(
      `the credential file ${path} can't be read (${code})`,
      "Give this process access to it, or move it away.",
    );
  }
  return text.startsWith("{")
    ? parseJson(path, text)
    : { path, profiles: iniSections(text), current: "default" };
}

/** ENOTDIR: HOME is not a folder, such as /dev/null. */
const ABSENT = new Set(["ENOENT", "ENOTDIR"]);

function parseJson(path: string, text: string): ProfileFile {
  try {
    const { current, profiles } = cliProfiles.parse(JSON.parse(text));
    return {
      path,
      current: current || "default",
      profiles: new Map(
        profiles?.map((profile) => [profile.name, texts(profile)]),
      ),
    };
  } catch {
    // Not the parser's own message, which quotes the file.
    throw noCredentials(
      `the credential file ${path} is not the JSON that the Alibaba Cloud CLI writes`,
      "Correct it, or move it away.",
    );
  }
}

function texts(fields: object): Profile {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
      (typeof value === "string" && value.trim() !== "") ||
      typeof value === "number"
        ? [[name, String(value).trim()]]
        : [],
    ),
  );
}
