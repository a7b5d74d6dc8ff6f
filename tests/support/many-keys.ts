import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  decodeFile,
  encodeLine,
  HEADER,
  START,
} from "../../emulator/core/state/lines";
import type { CloudName } from "../../emulator/clouds";
import { Emulator } from "./emulator";
import { Plugin } from "./plugin";
import type { Props } from "./protocol";

/** A resource of the state. */
export interface State {
  urn: string;
  id: string;
  inputs: Props;
  outputs: Props;
}

/** The alias of the key of which all others are copies. */
const ALIAS = "orders";
const URN = "urn:pulumi:test::calls::cmk:index:Cmk::key";

/**
 * An emulator with so many keys of one cloud, oldest first, all with alias and tags, and the state of a stack that has made
 * them. Making them one by one would take as long as the clouds' limits have it; so one is made, and copied in the
 * emulator's file.
 */
export class ManyKeys {
  readonly #folder: string;

  private constructor(
    readonly emulator: Emulator,
    readonly states: State[],
    folder: string,
  ) {
    this.#folder = folder;
  }

  static async start(cloud: CloudName, count: number): Promise<ManyKeys> {
    const folder = mkdtempSync(join(tmpdir(), "cmk-many-"));
    const file = join(folder, "state");
    const model = await makeOne(file, cloud);
    const modelId = model.id.split("/").at(-1) ?? "";
    const copies = Array.from({ length: count }, (_, number) => {
      const digits = number.toString(16).padStart(8, "0");
      return { number, keyId: modelId.replace(/^[^-]*/, digits) };
    });
    const copied = <T>(value: T, copy: (typeof copies)[number]): T => {
      const text = JSON.stringify(value)
        .replaceAll(modelId, copy.keyId)
        .replaceAll(ALIAS, `${ALIAS}-${copy.number}`);
      return JSON.parse(text) as T;
    };
    const { stored } = decodeFile(readFileSync(file, "utf8"));
    const values = stored.flatMap((entry) =>
      JSON.stringify(entry).includes(modelId)
        ? copies.map((copy) => copied(entry, copy)).map(inOrder)
        : [entry],
    );
    writeFileSync(file, HEADER + encodeLine(values, START).text);
    const states = copies.map((copy) => ({
      ...copied(model, copy),
      urn: `${URN}-${copy.number}`,
    }));
    return new ManyKeys(await Emulator.start({ state: file }), states, folder);
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

async function makeOne(file: string, cloud: CloudName): Promise<State> {
  const emulator = await Emulator.start({ state: file });
  const { plugin, client } = await Plugin.configured(emulator.connection());
  const urn = URN;
  const news = { cloud, alias: ALIAS, tags: { team: "red" } };
  const { inputs } = await client.check(news, { urn });
  const { id, properties } = await client.create(inputs, { urn });
  await plugin.stop();
  await emulator.stop();
  return { urn, id, inputs, outputs: properties };
}

/** Some records hold their place among others. */
function inOrder<T extends { value: unknown }>(entry: T, number: number): T {
  const { value } = entry;
  return typeof value === "object" && value !== null && "order" in value
    ? { ...entry, value: { ...value, order: number } }
    : entry;
}
