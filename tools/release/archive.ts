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

/** No time, no owner, one order: the same files give the same bytes. GNU tar's options. */
const REPRODUCIBLE = [
  "--sort=name",
  "--format=gnu",
  "--mtime=@0",
  "--owner=0",
  "--group=0",
  "--numeric-owner",
  "--use-compress-program=gzip -n",
];

/** Writes files into a `.tar.gz`. */
export function archive(path: string, files: readonly ArchivedFile[]): void {
  const folder = mkdtempSync(join(tmpdir(), "cmk-dist-"));
  try {
    for (const { name, contents, executable } of files) {
      const target = join(folder, name);
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      writeFileSync(target, contents);
      chmodSync(target, executable ? 0o755 : 0o644);
    }
    const what = ["-cf", path, "-C", folder, ...readdirSync(folder).sort()];
    execFileSync("tar", [...REPRODUCIBLE, ...what], { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
