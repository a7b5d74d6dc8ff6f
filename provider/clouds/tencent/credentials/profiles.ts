import { join } from "node:path";
import * as z from "zod";
import { commandLine } from "../../common/commands";
import { fromHome, readText } from "../../common/credentials/files";
import { iniSections } from "../../common/text";
import {
  checkKey,
  noCredentials,
  type Credential,
  type Lookup,
} from "./source";

/** Where the files are looked for. */
export interface FilePlaces {
  environment: NodeJS.ProcessEnv;
  home: string;
  /** The machine's own file; `/etc/tencentcloud/credentials`. */
  machineFile?: string;
}

interface Candidate {
  path: string;
  parse: (text: string, profile: string) => Entry;
  /** Not the user's, who may not be allowed to read it. */
  isMachines?: true;
}

/** What a file has for a profile. */
interface Entry {
  key?: Credential;
  /** Going on to another file would sign in as somebody else. */
  isHalf?: boolean;
  /** How tccli signs in: `oauth` and `sso` by a log-in, `cvm-role` as the machine. */
  type?: string;
}

/** tccli's commands that log in. */
const LOGINS: Readonly<Record<string, string>> = { oauth: "auth", sso: "sso" };

/** The file that the environment names, as the Go SDK reads it: instead of all others. */
export const NAMED_FILE = "TENCENTCLOUD_CREDENTIALS_FILE";

/**
 * The credential files of the vendor's SDKs, then tccli's (docs/clouds/tencent.md#credentials); the first that has the
 * profile wins. A file that can't be read or understood is an error, because its credentials might be meant, and no others
 * may replace them.
 */
export async function fromFiles(
  profile: string,
  places: FilePlaces,
): Promise<Lookup> {
  const lacking: string[] = [];
  for (const candidate of candidates(profile, places)) {
    const lookup = await fromFile(candidate, profile);
    if ("found" in lookup) return lookup;
    lacking.push(lookup.missing);
  }
  return { missing: `profile "${profile}" in ${lacking.join(", ")}` };
}

function candidates(
  profile: string,
  { environment, home, machineFile }: FilePlaces,
): Candidate[] {
  const named = environment[NAMED_FILE];
  const tccli = environment.TENCENTCLOUD_SHARED_CREDENTIALS_DIR || "~/.tccli";
  const all: Candidate[] = named
    ? [{ path: named, parse: parseIni }]
    : [
        { path: "~/.tencentcloud/credentials", parse: parseIni },
        {
          path: machineFile ?? "/etc/tencentcloud/credentials",
          parse: parseIni,
          isMachines: true,
        },
        { path: join(tccli, `${profile}.credential`), parse: parseTccli },
      ];
  return all.map((one) => ({ ...one, path: fromHome(one.path, home) }));
}

async function fromFile(
  { path, parse, isMachines }: Candidate,
  profile: string,
): Promise<Lookup> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // ENOTDIR: HOME is not a folder, such as /dev/null.
    if (code === "ENOENT" || code === "ENOTDIR")
      return { missing: `${path} (no such file)` };
    if (isMachines) return { missing: `${path} (${code})` };
    throw noCredentials(
      `the credential file ${path} can't be read (${code})`,
      "Give this process access to it, or move it away.",
    );
  }
  let entry: Entry;
  try {
    entry = parse(text, profile);
  } catch {
    // Not the parser's own message, which quotes the file.
    throw noCredentials(
      `the credential file ${path} is not the JSON that tccli writes`,
      "Correct it, or move it away.",
    );
  }
  const { key: found, isHalf, type } = entry;
  const place = `profile "${profile}" in ${path}`;
  if (isHalf)
    throw noCredentials(
      `${place} has only one of SecretId and SecretKey`,
      "Write both, or neither.",
    );
  if (!found) return { missing: `${path} (${lackOf(profile, type)})` };
  checkKey(found, {
    secretId: `the SecretId of ${place}`,
    secretKey: `the SecretKey of ${place}`,
    token: `the token of ${place}`,
  });
  const { expires = Infinity } = found;
  if (expires <= Date.now())
    throw noCredentials(
      `the login of ${place} expired at ${new Date(expires).toISOString()}`,
      `Log in again: \`${loginOf(profile, type)}\`.`,
    );
  return { found };
}

function lackOf(profile: string, type = ""): string {
  if (Object.hasOwn(LOGINS, type))
    return `not logged in yet: \`${loginOf(profile, type)}\``;
  return type === "cvm-role"
    ? "asks for the virtual machine's role, which is taken where no profile is named"
    : "has no key for it";
}

function loginOf(profile: string, type = ""): string {
  return commandLine(
    ["tccli", LOGINS[type] ?? "auth", "login"],
    { profile },
    [],
  );
}

/** `[PROFILE]`, then `secret_id`, `secret_key` and `token`, one on a line. */
function parseIni(text: string, profile: string): Entry {
  const fields = iniSections(text).get(profile) ?? {};
  const { secret_id: secretId, secret_key: secretKey, token } = fields;
  return secretId && secretKey
    ? { key: { secretId, secretKey, token } }
    : { isHalf: Boolean(secretId || secretKey) };
}

const field = z.string().trim().optional();
const tccliFile = z.object({
  secretId: field,
  secretKey: field,
  token: field,
  "role-arn": field,
  "role-session-name": field,
  type: field,
  /** Seconds since 1970; after a log-in. */
  expiresAt: z.number().optional().catch(undefined),
  sso: z.unknown().optional(),
});

/**
 * tccli may name a role that is to be assumed with the key. After a log-in the key is a temporary one, which tccli itself
 * renews whenever it is run; until then `tccli sso configure` leaves the section `sso` alone
 * (docs/clouds/tencent.md#credentials).
 */
function parseTccli(text: string): Entry {
  const file = tccliFile.parse(JSON.parse(text));
  const { secretId, secretKey, token, expiresAt } = file;
  const type = file.type ?? (file.sso ? "sso" : undefined);
  if (!secretId || !secretKey)
    return { type, isHalf: Boolean(secretId || secretKey) };
  const arn = file["role-arn"];
  const key = {
    secretId,
    secretKey,
    token: token || undefined,
    expires: expiresAt === undefined ? undefined : expiresAt * 1000,
    role: arn ? { arn, sessionName: file["role-session-name"] } : undefined,
  };
  return { key, type };
}
