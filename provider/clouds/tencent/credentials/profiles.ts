import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { commandLine } from "../../common/commands";
import { decodeText, fromHome, iniSections } from "../../common/text";
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

type Parse = (text: string, profile: string) => Entry;

/** What a file has for a profile. */
interface Entry {
  key?: Credential;
  /** How tccli signs in: `oauth` and `sso` by a log-in, `cvm-role` as the machine. */
  type?: string;
}

/** tccli's commands that log in. */
const LOGINS: Readonly<Record<string, string>> = { oauth: "auth", sso: "sso" };

/**
 * The credential files of the vendor's SDKs, then tccli's (docs/clouds/tencent.md#credentials); the first that has the
 * profile wins.
 */
export async function fromFiles(
  profile: string,
  places: FilePlaces,
): Promise<Lookup> {
  const lacking: string[] = [];
  for (const [path, parse] of candidates(profile, places)) {
    const lookup = await fromFile(path, parse, profile);
    if ("found" in lookup) return lookup;
    lacking.push(lookup.missing);
  }
  return { missing: `profile "${profile}" in ${lacking.join(", ")}` };
}

function candidates(
  profile: string,
  { environment, home, machineFile }: FilePlaces,
): [string, Parse][] {
  const named = environment.TENCENTCLOUD_CREDENTIALS_FILE;
  const tccli = environment.TENCENTCLOUD_SHARED_CREDENTIALS_DIR || "~/.tccli";
  const all: [string, Parse][] = [
    ...(named ? [[named, parseIni] as [string, Parse]] : []),
    ["~/.tencentcloud/credentials", parseIni],
    [machineFile ?? "/etc/tencentcloud/credentials", parseIni],
    [join(tccli, `${profile}.credential`), parseTccli],
  ];
  return all.map(([path, parse]) => [fromHome(path, home), parse]);
}

async function fromFile(
  path: string,
  parse: Parse,
  profile: string,
): Promise<Lookup> {
  let text: string;
  try {
    text = decodeText(await readFile(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      missing: `${path} (${code === "ENOENT" ? "no such file" : code})`,
    };
  }
  let entry: Entry;
  try {
    entry = parse(text, profile);
  } catch {
    // Not the parser's own message, which quotes the file.
    return { missing: `${path} (can't be understood)` };
  }
  const { key: found, type } = entry;
  if (!found) return { missing: `${path} (${lackOf(profile, type)})` };
  const place = `profile "${profile}" in ${path}`;
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
  return secretId && secretKey ? { key: { secretId, secretKey, token } } : {};
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
  if (!secretId || !secretKey) return { type };
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
