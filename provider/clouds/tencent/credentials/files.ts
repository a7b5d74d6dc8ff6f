import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromHome } from "../../home";
import type { Credential, Lookup } from "./credential";

/** Where the files are looked for. */
export interface FilePlaces {
  environment: NodeJS.ProcessEnv;
  home: string;
  /** The machine's own file; `/etc/tencentcloud/credentials`. */
  machineFile?: string;
}

type Parse = (text: string, profile: string) => Credential | undefined;

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
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      missing: `${path} (${code === "ENOENT" ? "no such file" : code})`,
    };
  }
  try {
    const found = parse(text, profile);
    return found ? { found } : { missing: `${path} (has no key for it)` };
  } catch {
    // Not the parser's own message: it quotes the file.
    return { missing: `${path} (can't be understood)` };
  }
}

/** `[PROFILE]`, then `secret_id`, `secret_key` and `token`, one on a line. */
function parseIni(text: string, profile: string): Credential | undefined {
  let section = "";
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\s*\[(.+)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) section = name.trim();
    const [, key, value] = /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === profile && key && value) values.set(key, value);
  }
  const secretId = values.get("secret_id");
  const secretKey = values.get("secret_key");
  if (!secretId || !secretKey) return undefined;
  return { secretId, secretKey, token: values.get("token") };
}

/** tccli may name a role that is to be assumed with the key. */
function parseTccli(text: string): Credential | undefined {
  const file = JSON.parse(text) as Partial<Record<string, string>>;
  const { secretId, secretKey, token } = file;
  if (!secretId || !secretKey) return undefined;
  const arn = file["role-arn"];
  return {
    secretId,
    secretKey,
    token: token || undefined,
    role: arn ? { arn, sessionName: file["role-session-name"] } : undefined,
  };
}
