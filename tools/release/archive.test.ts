import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive } from "./archive";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmk-archive-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function packed(umask: number): string {
  const path = join(folder, umask.toString(8));
  const before = process.umask(umask);
  try {
    archive(path, [
      { name: "run", contents: "#!/bin/sh\n", executable: true },
      { name: "plugin/main.mjs", contents: "1" },
      { name: "plugin/deep/er/file", contents: "2" },
    ]);
  } finally {
    process.umask(before);
  }
  return path;
}

test("an archive is the same under every umask, and its files are for everybody", () => {
  const [first, ...others] = [0o022, 0o077, 0o002, 0].map(packed);
  const bytes = readFileSync(first!);
  for (const other of others) expect(readFileSync(other)).toEqual(bytes);
  const listed = execFileSync("tar", ["-tvzf", first!]).toString();
  const modes = listed
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [mode, , , , , name] = line.split(/ +/);
      return `${mode} ${name}`;
    });
  expect(modes.sort()).toEqual([
    "-rw-r--r-- plugin/deep/er/file",
    "-rw-r--r-- plugin/main.mjs",
    "-rwxr-xr-x run",
    "drwxr-xr-x plugin/",
    "drwxr-xr-x plugin/deep/",
    "drwxr-xr-x plugin/deep/er/",
  ]);
});
