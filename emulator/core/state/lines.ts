import { createHash } from "node:crypto";
import type { Change, StoredValue } from "./store";
import { UserError } from "../user-error";

/** The first line. Its number goes up when the form of the lines changes. */
export const HEADER = "kms-emulator state file 2\n";

const REMEDY =
  "It was left as it is. Start with a good copy of it, or with another --state FILE.";

/** A value that was put or, if absent, deleted. */
type Entry = [collection: string, id: string, value?: unknown];

/** The end of a file, which the next line continues. */
export interface End {
  /** In bytes. */
  length: number;
  /** The hash of the last line. The next line includes it, so that a lost line in between is detected. */
  digest: string;
}

export const START: End = {
  length: Buffer.byteLength(HEADER),
  digest: HEADER,
};

export interface Line extends End {
  text: string;
}

/** The changes of one commit as the line that follows `end`. */
export function encodeLine(changes: Iterable<Change>, end: End): Line {
  const entries = Array.from(changes, ({ collection, id, value }): Entry =>
    value === undefined ? [collection, id] : [collection, id, value],
  );
  const json = JSON.stringify(entries);
  const digest = digestOf(json, end);
  const text = `${digest} ${json}\n`;
  return { text, digest, length: end.length + Buffer.byteLength(text) };
}

function digestOf(json: string, { digest }: Pick<End, "digest">): string {
  return createHash("sha256").update(digest).update(json).digest("base64url");
}

export interface Contents {
  stored: StoredValue[];
  /**
   * Whether an incomplete last line was left out: the process ended while writing it, so its requests were not
   * answered.
   */
  torn: boolean;
}

/**
 * The contents of a file. Throws a UserError if it is not a state file, or if a line other than the last was changed.
 */
export function decodeFile(text: string): Contents {
  if (!text.startsWith(HEADER)) throw new UserError(refusalOf(text));
  const lines = text.slice(HEADER.length).split("\n");
  let torn = lines.pop() !== "";
  // The first commit is written before the file gets its name, so it can't be incomplete.
  if (lines.length === 0) throw damaged(2);
  const stored = new Map<string, StoredValue>();
  let { digest } = START;
  for (const [index, line] of lines.entries()) {
    const json = line.slice(line.indexOf(" ") + 1);
    digest = digestOf(json, { digest });
    if (line === `${digest} ${json}`)
      apply(JSON.parse(json) as Entry[], stored);
    else if (index > 0 && index === lines.length - 1 && !torn) torn = true;
    else throw damaged(index + 2);
  }
  return { stored: [...stored.values()], torn };
}

function apply(entries: Entry[], stored: Map<string, StoredValue>): void {
  for (const [collection, id, value] of entries) {
    const key = JSON.stringify([collection, id]);
    if (value === undefined) stored.delete(key);
    else stored.set(key, { collection, id, value });
  }
}

function damaged(line: number): UserError {
  return new UserError(
    `it is damaged: line ${line} is not as it was written. ${REMEDY}`,
  );
}

function refusalOf(text: string): string {
  const [first = ""] = text.split("\n", 1);
  return first.startsWith("kms-emulator state file")
    ? `it has the form "${first}", and this kms-emulator reads "${HEADER.trim()}". ${REMEDY}`
    : `it was not written by kms-emulator, or its beginning is damaged. ${REMEDY}`;
}
