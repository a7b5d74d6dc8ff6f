import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ArchivedFile {
  name: string;
  contents: string | Uint8Array;
  executable?: boolean;
}

/** No time, no owner, a fixed order: the same files give the same bytes. GNU tar's options. */
const REPRODUCIBLE = [
  "--sort=name",
  "--format=gnu",
  "--mtime=@0",
  "--owner=0",
  "--group=0",
  "--numeric-owner",
  "--use-compress-program=gzip -9n",
];

/** Every folder of the names, with those above it. */
function foldersOf(files: readonly ArchivedFile[]): Set<string> {
  const folders = new Set<string>();
  for (const { name } of files)
    for (let at = dirname(name); at !== "."; at = dirname(at)) folders.add(at);
  return folders;
}

/** Writes files into a `.tar.gz`. Modes are set explicitly, so that they don't depend on the umask. */
export function archive(path: string, files: readonly ArchivedFile[]): void {
  const folder = mkdtempSync(join(tmpdir(), "cmk-dist-"));
  try {
    for (const { name, contents, executable } of files) {
      const target = join(folder, name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, contents);
      chmodSync(target, executable ? 0o755 : 0o644);
    }
    for (const name of foldersOf(files)) chmodSync(join(folder, name), 0o755);
    const what = ["-cf", path, "-C", folder, ...readdirSync(folder).sort()];
    execFileSync("tar", [...REPRODUCIBLE, ...what], { stdio: "inherit" });
    chmodSync(path, 0o644);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
