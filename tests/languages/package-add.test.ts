import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/paths";

const IMPORT = "github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk";

const PROGRAM = `package main

import (
	"${IMPORT}"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := cmk.NewCmk(ctx, "key", &cmk.CmkArgs{Description: pulumi.String("made")})
		return err
	})
}
`;

const WITHOUT_GO = isMissing("go");

function isMissing(command: string): boolean {
  try {
    execFileSync(command, ["version"], { stdio: "ignore" });
    return false;
  } catch {
    return true;
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmk-go-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function go(args: readonly string[], cwd: string): void {
  try {
    execFileSync("go", args, {
      cwd,
      env: { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr } = error as { stderr: Buffer };
    throw new Error(String(stderr), { cause: error });
  }
}

/** A program that imports the SDK of a folder, as its go.mod names it. */
function buildWith(sdk: string): void {
  const module = /^module (\S+)$/m.exec(
    readFileSync(join(sdk, "go.mod"), "utf8"),
  )?.[1];
  const program = join(folder, "program");
  mkdirSync(program);
  writeFileSync(join(program, "main.go"), PROGRAM);
  go(["mod", "init", "program"], program);
  const edit = ["-require", `${module}@v0.0.0`, "-replace", `${module}=${sdk}`];
  go(["mod", "edit", ...edit], program);
  // The newest versions of what the SDK needs are not asked for: those that are known here do.
  cpSync(join(ROOT, "sdk/go/go.sum"), join(program, "go.sum"));
  go(["build", "-o", join(folder, "built"), "."], program);
}

(WITHOUT_GO ? test.skip : test)(
  "a Go program builds with the SDK that `pulumi package add` generates",
  () => {
    const args = ["run", ".", "-local", join(ROOT, "schema.json")];
    const generator = join(ROOT, "tools/sdkgen");
    go([...args, join(ROOT, "LICENSE"), folder], generator);
    buildWith(join(folder, "go"));
  },
  600_000,
);
