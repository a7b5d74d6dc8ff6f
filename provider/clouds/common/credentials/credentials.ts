import type { CloudName } from "../../../model/types";
import { CloudError } from "../../errors";
import { readText } from "./files";
import { flawOf } from "../text";

/** A role to assume. */
export interface Role {
  arn: string;
  sessionName?: string;
  /** Seconds. */
  duration?: number;
  externalId?: string;
  policy?: string;
}

/** Of a role that has none of its own. */
export const SESSION_NAME = "pulumi-cmk";

export function unauthenticated(
  cloud: CloudName,
  detail: string,
  remedy?: string,
): CloudError {
  return new CloudError(detail, {
    kind: "unauthenticated",
    cloud,
    action: "credentials",
    remedy,
  });
}

/** Throws `unauthenticated` where a part of a key can't be what it should be. `names`: what each part comes from. */
export function checkParts<Part extends string>(
  cloud: CloudName,
  key: Readonly<Partial<Record<Part, string>>>,
  names: Readonly<Record<Part, string>>,
): void {
  for (const part of Object.keys(names) as Part[]) {
    const flaw = flawOf(key[part] ?? "");
    if (flaw)
      throw unauthenticated(cloud, `${names[part]} ${flaw}`, "Write it again.");
  }
}

/** The token in a file, which whoever gave it replaces from time to time. `named`: the file, in words for messages. */
export async function readToken(
  cloud: CloudName,
  path: string,
  named: string,
  remedy: string,
): Promise<string> {
  let token: string;
  try {
    token = (await readText(path)).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unauthenticated(cloud, `${named} can't be read (${code})`, remedy);
  }
  const flaw = token === "" ? "is empty" : flawOf(token);
  if (flaw) throw unauthenticated(cloud, `${named} ${flaw}`, remedy);
  return token;
}
