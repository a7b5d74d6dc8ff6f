import { readFile } from "node:fs/promises";
import * as z from "zod";

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
  profiles: z.array(z.looseObject({ name: z.string() })),
});

/** The CLI's JSON or the SDKs' INI form, whichever the file has. Undefined for a file that isn't there. */
export async function readProfileFile(
  path: string,
): Promise<ProfileFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return undefined;
  }
  return text.trimStart().startsWith("{")
    ? parseJson(path, text)
    : parseIni(path, text);
}

function parseJson(path: string, text: string): ProfileFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = cliFile.safeParse(value);
  if (!data) return undefined;
  return {
    path,
    current: data.current || "default",
    profiles: new Map(
      data.profiles.map((profile) => [profile.name, texts(profile)]),
    ),
  };
}

function texts(fields: object): Profile {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
      (typeof value === "string" && value !== "") || typeof value === "number"
        ? [[name, String(value)]]
        : [],
    ),
  );
}

function parseIni(path: string, text: string): ProfileFile {
  const profiles = new Map<string, Record<string, string>>();
  let fields: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
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
