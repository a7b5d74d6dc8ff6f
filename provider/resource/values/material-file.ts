import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { digestOfBytes } from "./inputs";

/** Key material in a file of this machine, which no state, message or log ever holds. */
export interface MaterialFile {
  bytes: Buffer;
  digest: string;
  /** What is odd about the file: sentences without their full stops. */
  oddities: string[];
}

/** Why there is no material: the file can't be read, or holds something else. `rule` is a sentence without its full stop. */
export interface Unreadable {
  kind: "absent" | "wrong";
  rule: string;
}

/** No material of any kind is longer. */
const MOST_BYTES = 65_536;
const READABLE_BY_ALL = 0o004;

/**
 * The material is the file's bytes if they are as many as the key takes (`sizes`), or base64 of so many. Where only the
 * cloud knows how many those are, it is the file's bytes. Callers fill `bytes` with zeros when they are done.
 */
export function readMaterialFile(
  path: string,
  sizes: readonly number[] | undefined,
): MaterialFile | Unreadable {
  const content = contentOf(path);
  if ("rule" in content) return content;
  const { bytes: given, isOpen } = content;
  const isRaw = sizes === undefined || sizes.includes(given.length);
  const bytes = isRaw ? given : decoded(given);
  if (sizes && !sizes.includes(bytes.length)) {
    const size = given.length;
    for (const buffer of [given, bytes]) buffer.fill(0);
    return wrong(
      `the file must hold ${sizes.join(" or ")} raw bytes or base64 of them, and has ${String(size)} bytes that are neither`,
    );
  }
  if (!isRaw) given.fill(0);
  const oddities = [
    ...(isOpen
      ? ["everybody on this machine can read the file; `chmod 600` it"]
      : []),
    ...(isRaw && isText(bytes)
      ? [
          "the file is taken as raw bytes, but is text: if it is hexadecimal, or base64 of another size, the key would be a weak one",
        ]
      : []),
  ];
  return { bytes, digest: digestOfBytes(bytes), oddities };
}

function contentOf(
  path: string,
): { bytes: Buffer; isOpen: boolean } | Unreadable {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MOST_BYTES)
      return wrong(
        `must be a file of at most ${String(MOST_BYTES)} bytes: no folder, pipe or device`,
      );
    const isOpen =
      process.platform !== "win32" && (stat.mode & READABLE_BY_ALL) !== 0;
    return { bytes: readFileSync(path), isOpen };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : `it can't be read (${code})`;
    const where = resolve(path) === path ? "" : `, in ${process.cwd()}`;
    const shell = path.startsWith("~")
      ? "; only a shell replaces ~, so write the path in full"
      : "";
    return {
      kind: "absent",
      rule: `${why} on the machine that runs Pulumi${where}${shell}`,
    };
  }
}

function wrong(rule: string): Unreadable {
  return { kind: "wrong", rule };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Empty if the content is no base64. Line breaks and blanks in it don't count. */
function decoded(content: Buffer): Buffer {
  const text = content.toString("latin1").replace(/\s/g, "");
  return BASE64.test(text) && text.length % 4 === 0
    ? Buffer.from(text, "base64")
    : Buffer.alloc(0);
}

/** One in ten million random files of 16 bytes is text by chance. */
function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
