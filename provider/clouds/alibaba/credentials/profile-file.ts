import { readFile } from "node:fs/promises";
import * as z from "zod";
import { decodeText } from "../../common/text";
import { noCredentials } from "./source";

/** One profile's fields by the file's own names; only texts and numbers, as text. */
export type Profile = Readonly<Record<string, string>>;

export interface ProfileFile {
  path: string;
  profiles: ReadonlyMap<string, Profile>;
  /** The profile that holds where none is asked for. */
  current: string;
}

const cliFile = z.object({
  current: z.string().nullish(),
  profiles: z.array(z.looseObject({ name: z.string() })).nullish(),
});

/**
 * The CLI's JSON or the SDKs' INI form, whichever the file has. Undefined for a file that isn't there; what is in one that
 * can't be read might be meant, and nothing else may be taken for it.
 */
export async function readProfileFile(
  path: string,
): Promise<ProfileFile | undefined> {
  let text: string;
  try {
    text = decodeText(await readFile(path)).trimStart();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return undefined;
    throw noCredentials(
      `the credential file ${path} can't be read (${code})`,
      "Give this process access to it, or move it away.",
    );
  }
  return text.startsWith("{") ? parseJson(path, text) : parseIni(path, text);
}

/** ENOTDIR: HOME is none, such as /dev/null. */
const ABSENT = new Set(["ENOENT", "ENOTDIR"]);

function parseJson(path: string, text: string): ProfileFile {
  try {
    const { current, profiles } = cliFile.parse(JSON.parse(text));
    return {
      path,
      current: current || "default",
      profiles: new Map(
        profiles?.map((profile) => [profile.name, texts(profile)]),
      ),
    };
  } catch {
    // Not the parser's own message: it quotes the file.
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

function parseIni(path: string, text: string): ProfileFile {
  const profiles = new Map<string, Record<string, string>>();
  let fields: Record<string, string> | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, section] = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line) ?? [];
    if (section !== undefined) {
      fields = {};
      profiles.set(section, fields);
      continue;
    }
    const [, name, value] =
      /^\s*([^#;=\s][^=]*?)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (fields && name && value) fields[name] = value;
  }
  return { path, profiles, current: "default" };
}
