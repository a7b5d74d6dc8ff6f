import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import ts from "typescript";
import type { FaultRule } from "../../emulator/clouds";
import type { Emulator } from "../support/emulator";
import { Outsider } from "../support/outsider";
import { BIN, EXAMPLES, ROOT } from "../support/paths";
import { run } from "../support/processes";
import { secretsProvider } from "../support/secrets-provider";
import { Workplace } from "../support/workplace";
import { diagnosticsIn } from "./picture";
import { VendorCommands } from "./vendor-commands";
import { place, type Block, type Item, type Note } from "./pages";

/** Other tools that pages use, and that not every machine has. */
const STAND_INS = join(__dirname, "stand-ins");

type CloudTags = Record<string, string | null>;

/**
 * Does what a page says, in its order: writes each YAML program to Pulumi.yaml, runs each command, and compares its
 * output with the page. The clouds are an emulator; each page begins with an empty one.
 *
 * Notes contain what a page leaves out; `hidden.ts` says which of them a page may have:
 * - `run`, `program`, `prints`: a command, a program and an output that readers don't see;
 * - `picture`: a picture of the last command's output;
 * - `example`: a script that the page has its readers copy from examples/;
 * - `write`: a file's name, and on the lines below its text;
 * - `let NAME = COMMAND`: the value for an example's made-up name;
 * - `named`: the made-up name of what the last command printed;
 * - `project`: begins with an empty folder and state;
 * - `fault`: makes a cloud fail;
 * - `cloudTags`: the id of a key, and tags that the cloud sets on it, as JSON;
 * - `policy`: names the policy that follows, for permissions.test.ts;
 * - on the next block, `file`: its name; `fails`: it must fail; `unrun`: it is for a machine that the tests don't have.
 */
export class Walk {
  #workplace = new Workplace();
  readonly #vendors: VendorCommands;
  readonly #values = new Map<string, string>();
  readonly #exports: string[] = [];
  #printed = "";
  /** A program that was written, and that no command has used so far. */
  #unused?: string;
  /** Notes about the next block. */
  #about = new Map<string, string>();

  constructor(private readonly emulator: Emulator) {
    this.#vendors = new VendorCommands(new Outsider(emulator));
  }

  async through(items: readonly Item[]): Promise<void> {
    await this.emulator.reset();
    await this.#newProject();
    for (const item of items)
      if (item.kind === "note") await this.#heed(item);
      else {
        await this.#follow(item);
        this.#about.clear();
      }
    this.#checkUsed();
  }

  end(): void {
    this.#workplace.remove();
  }

  async #heed({ word, text: given, ...where }: Note): Promise<void> {
    const text = this.#withValues(given);
    switch (word) {
      case "run":
        return this.#type(text, place(where));
      case "let":
        return this.#define(given, place(where));
      case "named":
        this.#values.set(text, this.#printed.trim());
        return;
      case "program":
        this.#write(place(where), text);
        return;
      case "write":
        this.#save(...split(text, "\n"));
        return;
      case "example":
        this.#save(basename(text), scriptOf(text));
        return;
      case "prints":
        this.#compare(place(where), text);
        return;
      case "picture":
        this.#compare(place(where), this.#withValues(diagnosticsIn(text)));
        return;
      case "project":
        return this.#newProject();
      case "fault":
        return this.emulator.fault(JSON.parse(text) as FaultRule);
      case "cloudTags": {
        const [keyId, tags] = split(text, " ");
        return this.emulator.setCloudTags(keyId, JSON.parse(tags) as CloudTags);
      }
      case "policy":
        return;
      case "file":
      case "fails":
      case "unrun":
        this.#about.set(word, text);
        return;
      default:
        throw new Error(`${place(where)}: there is no note ${word}`);
    }
  }

  async #define(definition: string, where: string): Promise<void> {
    const [name, command] = split(definition, " = ");
    await this.#type(this.#withValues(command), where);
    this.#values.set(name, this.#printed.trim());
  }

  async #follow(block: Block): Promise<void> {
    const code = this.#withValues(block.code);
    const file = this.#about.get("file");
    if (this.#about.has("unrun")) return;
    if (file !== undefined) this.#save(file, code);
    else if (block.language === "yaml") this.#write(place(block), code);
    else if (block.language === "sh") await this.#type(code, place(block));
    else if (block.language === "text") this.#compare(place(block), code);
  }

  get #folder(): string {
    return join(this.#workplace.projects, "keys");
  }

  #withValues(code: string): string {
    let text = code;
    for (const [name, value] of this.#values)
      text = text.replaceAll(name, value);
    return text;
  }

  async #newProject(): Promise<void> {
    this.#checkUsed();
    this.#workplace.remove();
    this.#workplace = new Workplace();
    mkdirSync(this.#folder);
    const { config } = this.emulator.setting();
    this.#save("Pulumi.dev.yaml", JSON.stringify({ config }));
    this.#save("Pulumi.yaml", withHead(""));
    const { url } = secretsProvider();
    const provider = url === undefined ? "" : ` --secrets-provider ${url}`;
    await this.#type(`pulumi stack init dev${provider}`, "a new project");
  }

  #save(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #write(where: string, code: string): void {
    this.#checkUsed();
    this.#save("Pulumi.yaml", withHead(code));
    this.#unused = where;
  }

  #checkUsed(): void {
    if (this.#unused)
      throw new Error(`no command uses the program of ${this.#unused}`);
  }

  /** Runs commands one after the other, up to the first that fails. */
  async #type(commands: string, where: string): Promise<void> {
    const fails = this.#about.has("fails");
    this.#about.delete("fails");
    this.#printed = "";
    for (const command of commandsIn(commands)) {
      const { code, output } = await this.#enter(command);
      this.#printed += output;
      if (fails && code !== 0) return;
      if (code !== 0)
        throw new Error(`${where}: ${command}\nended with ${code}: ${output}`);
    }
    if (fails) throw new Error(`${where} does not fail: ${this.#printed}`);
  }

  async #enter(command: string): Promise<{ code?: number; output: string }> {
    if (/\bpulumi\b/.test(command)) this.#unused = undefined;
    if (command.startsWith("export ")) this.#exports.push(command);
    if (this.#vendors.has(command)) {
      const words = await this.#shell(`printf '%s\\n' ${command}`);
      const output = await this.#vendors.run(words.output.trim().split("\n"));
      return { code: 0, output };
    }
    return this.#shell(command);
  }

  async #shell(command: string): Promise<{ code?: number; output: string }> {
    const lines = ["set -eu", ...this.#exports, command].join("\n");
    const { PATH = "", ...environment } = this.#workplace.environment();
    const { code, stdout, stderr } = await run("sh", ["-c", lines], {
      cwd: this.#folder,
      env: {
        ...environment,
        PATH: [STAND_INS, PATH].join(delimiter),
        ...this.emulator.connection().env,
        PULUMI_SKIP_CONFIRMATIONS: "true",
        // A page's programs find the packages that its readers install.
        NODE_PATH: join(ROOT, "node_modules"),
      },
    });
    return { code, output: stdout + stderr };
  }

  /** Each line of an example's output is printed, in the order of the example; `…` stands for anything. */
  #compare(where: string, expected: string): void {
    let rest = plain(withoutEndpoints(this.#printed));
    for (const line of expected.split("\n"))
      for (const part of plain(line).split("…")) {
        const at = rest.indexOf(part.trim());
        if (at < 0)
          throw new Error(
            `${where}: "${part.trim()}" was not printed, but:\n${this.#printed}`,
          );
        rest = rest.slice(at + part.trim().length);
      }
  }
}

/** The readers of a page use the clouds' own hosts, which a printed command of a vendor's CLI leaves out. */
function withoutEndpoints(printed: string): string {
  return printed.replace(
    / --endpoint (?:http:\/\/)?127\.0\.0\.1:\d+(?: --insecure)?/g,
    "",
  );
}

/** Node.js 24 strips the types of a script; for older ones it is done here. */
function scriptOf(example: string): string {
  const source = readFileSync(join(EXAMPLES, example), "utf8");
  return ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
    },
  }).outputText;
}

/** A page leaves out the head of Pulumi.yaml, and where this plugin lies. */
function withHead(program: string): string {
  const plugins = `plugins: { providers: [{ name: cmk, path: ${BIN} }] }`;
  return ["name: keys", "runtime: yaml", plugins, program].join("\n");
}

/** Commands of a block: lines, with those that a backslash, a pipe or an open quote carries on. */
function commandsIn(code: string): string[] {
  const commands: string[] = [];
  let open = "";
  for (const line of code.trim().split("\n")) {
    open += open === "" ? line : `\n${line}`;
    const quotes = open.match(/'/g)?.length ?? 0;
    if (/[\\|]$/.test(line) || quotes % 2 === 1) continue;
    if (open.trim() !== "") commands.push(open);
    open = "";
  }
  return commands;
}

/** What stands before a separator, and all that stands after it. */
function split(text: string, separator: string): [string, string] {
  const [head = "", ...rest] = text.split(separator);
  return [head, rest.join(separator)];
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ");
}
