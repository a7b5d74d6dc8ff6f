import type { CloudName } from "../../emulator/clouds";
import { DAY, TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Outsider } from "../support/outsider";
import { Plugin } from "../support/plugin";
import { CallError, secret, UNKNOWN, type Props } from "../support/protocol";
import { URN, type ProviderClient } from "../support/provider-client";

/** Key material over a key's life: what a preview says of each change is what happens. */

const A = Buffer.alloc(32, 1).toString("base64");
const B = Buffer.alloc(32, 2).toString("base64");
/** The same bytes: the last character before the padding has two unused bits. */
const A_REENCODED = A.replace(/E=$/, "F=");
const inDays = (days: number) =>
  new Date(Date.now() + days * DAY * 1000).toISOString();
const SOON = inDays(2);
const LATER = inDays(30);

const PROGRAMS = {
  none: {},
  A: { keyMaterial: secret(A) },
  "A plain": { keyMaterial: A },
  "A respelled": { keyMaterial: secret(A_REENCODED) },
  "A until soon": { keyMaterial: secret(A), keyMaterialExpiry: SOON },
  "A until later": { keyMaterial: secret(A), keyMaterialExpiry: LATER },
  B: { keyMaterial: secret(B) },
  delete: { deleteKeyMaterial: true },
  "delete and describe": { deleteKeyMaterial: true, description: "waits" },
  describe: { description: "keeps its material" },
  "A off": { keyMaterial: secret(A), enabled: false },
  off: { enabled: false },
  "B off": { keyMaterial: secret(B), enabled: false },
  "delete, off": { deleteKeyMaterial: true, enabled: false },
  "kept at the end": { deletionPolicy: "DISABLE" },
} satisfies Record<string, Props>;
type Program = keyof typeof PROGRAMS;

/** What happens between two runs, each seen by a refresh. */
const EVENTS = {
  refreshed: "nothing",
  expired: "three days pass",
  pending: "its deletion is scheduled",
  "deleted by others": "its material is deleted",
  "imported by others": "its material A is imported",
} as const;
type Event = keyof typeof EVENTS;

type Step = Program | Event | `failing ${Program}`;
type Expectation = "same" | "update" | "refused" | "no program";

/** The earlier programs, the last one, what its preview says, and the key's state afterwards. */
const LIVES: [
  before: Step[],
  last: Program,
  expectation: Expectation,
  state: string,
][] = [
  [["none"], "A", "update", "Enabled"],
  [["A"], "A", "same", "Enabled"],
  [["A"], "A plain", "same", "Enabled"],
  [["A"], "A respelled", "same", "Enabled"],
  [["A"], "B", "refused", "Enabled"],
  [["A"], "none", "same", "Enabled"],
  [["A", "refreshed"], "none", "same", "Enabled"],
  [["A"], "describe", "update", "Enabled"],
  [["A", "none", "refreshed"], "none", "same", "Enabled"],
  [["A", "none"], "A", "update", "Enabled"],
  [["A", "none"], "B", "refused", "Enabled"],
  [["A", "describe", "refreshed"], "B", "refused", "Enabled"],
  [["A"], "delete", "update", "PendingImport"],
  [["A", "none"], "delete", "update", "PendingImport"],
  [["none"], "delete", "update", "PendingImport"],
  [["A", "delete", "refreshed"], "delete", "same", "PendingImport"],
  [["A", "delete"], "A respelled", "update", "Enabled"],
  [["A", "delete"], "none", "update", "PendingImport"],
  [["A", "delete", "none", "refreshed"], "A", "update", "Enabled"],
  [["A", "delete"], "B", "refused", "PendingImport"],
  [["A", "delete", "none", "refreshed"], "B", "refused", "PendingImport"],
  [["A", "delete", "A"], "B", "refused", "Enabled"],
  [["A", "delete", "imported by others"], "delete", "update", "PendingImport"],
  [["A", "deleted by others"], "A", "update", "Enabled"],
  [["A", "deleted by others"], "none", "same", "PendingImport"],
  [["A", "deleted by others"], "B", "refused", "PendingImport"],
  [["A", "deleted by others"], "delete", "update", "PendingImport"],
  [["A"], "A until later", "update", "Enabled"],
  [["A until later"], "A", "update", "Enabled"],
  [["A until later"], "A until soon", "update", "Enabled"],
  [["A until later"], "none", "same", "Enabled"],
  [["A until later", "none", "refreshed"], "none", "same", "Enabled"],
  [["A until later", "none"], "describe", "update", "Enabled"],
  [["A until later", "none"], "A", "update", "Enabled"],
  [["A until later", "none"], "A until later", "update", "Enabled"],
  [["A until later"], "B", "refused", "Enabled"],
  [["A until later", "none"], "B", "refused", "Enabled"],
  [["A until later"], "delete", "update", "PendingImport"],
  [["A until soon", "expired"], "A", "update", "Enabled"],
  [["A until soon", "expired"], "none", "same", "PendingImport"],
  [["A until soon", "expired"], "B", "refused", "PendingImport"],
  [["A until soon", "none", "expired"], "A", "update", "Enabled"],
  [["A until soon", "none", "expired"], "B", "refused", "PendingImport"],
  [["A", "pending"], "A", "update", "Enabled"],
  [["A", "pending"], "none", "update", "Enabled"],
  [["A", "pending"], "B", "refused", "PendingDeletion"],
  [["A", "pending"], "delete", "update", "PendingImport"],
  [["A", "none", "pending"], "B", "refused", "PendingDeletion"],
  [["failing A"], "A", "update", "Enabled"],
  [["failing A"], "B", "update", "Enabled"],
  [["none", "failing A"], "B", "update", "Enabled"],
  [["failing A", "B"], "A", "refused", "Enabled"],
  [["A off"], "off", "same", "Disabled"],
  [["A off", "off"], "none", "update", "Enabled"],
  [["A", "none"], "off", "update", "Disabled"],
  [["A", "none"], "kept at the end", "update", "Enabled"],
  [["A off"], "B off", "refused", "Disabled"],
  [["A off"], "delete", "update", "PendingImport"],
  [["A off"], "delete, off", "no program", "Disabled"],
  [["none"], "off", "refused", "PendingImport"],
  [["none"], "kept at the end", "refused", "PendingImport"],
  [["A", "delete", "none"], "off", "refused", "PendingImport"],
  [[], "delete", "no program", ""],
];

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;
beforeAll(async () => {
  emulator = await Emulator.start();
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await plugin.stop();
  await emulator.stop();
});

interface State {
  id: string;
  inputs: Props;
  outputs: Props;
}

let lives = 0;

/** One resource, driven as the engine does it. */
class Life {
  readonly urn = `${URN}-${String((lives += 1))}`;
  state: State | undefined;

  constructor(private readonly cloud: CloudName) {}

  async before(step: Step): Promise<void> {
    if (step in EVENTS) await this.happens(step as Event);
    else if (step.startsWith("failing "))
      await this.fails(step.slice(8) as Program);
    else {
      const expectation = await this.up(step as Program);
      if (this.state === undefined) throw new Error(`${step}: ${expectation}`);
    }
  }

  /** Throws where the update fails though its preview has passed. */
  async up(name: Program): Promise<Expectation> {
    const { inputs, failures } = await this.check(name);
    if (failures.length > 0) return "no program";
    const { state, urn } = this;
    if (!state) {
      const { id, properties } = await client.create(inputs, { urn });
      this.state = { id, inputs, outputs: properties };
      return "update";
    }
    const change = this.change(state, inputs);
    const diff = await client.diff(change);
    expect(diff.replaces).toEqual([]);
    if (diff.changes === "none" && !this.isUnfinished(state)) {
      this.state = { ...state, inputs };
      return "same";
    }
    const preview = await client
      .update({ ...change, preview: true })
      .catch((error: unknown) => error as CallError);
    if (preview instanceof CallError) return this.refused(change, preview);
    const outputs = await client.update(change);
    for (const [output, value] of Object.entries(preview))
      expect([output, outputs[output]]).toEqual([output, value]);
    this.state = { ...state, inputs, outputs };
    return "update";
  }

  /** The update itself is refused in the same words, and without any call. */
  private async refused(
    change: ReturnType<Life["change"]>,
    preview: CallError,
  ): Promise<Expectation> {
    await emulator.forgetCalls();
    await expect(client.update(change)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: preview.message,
    });
    expect(await emulator.calls()).toEqual({ alibaba: {}, tencent: {} });
    expect(preview.message).not.toContain(A);
    expect(preview.message).not.toContain(B);
    if (preview.message.includes("keyMaterial: ")) {
      expect(preview.message).toContain(`pulumi up --replace '${this.urn}'`);
      // A pending deletion would be cancelled first.
      if (change.olds["keyState"] === "PendingDeletion") return "refused";
      // Without the digest nothing but the cloud tells, and it says the same.
      const olds = { ...change.olds };
      delete olds["keyMaterialDigest"];
      await expect(client.update({ ...change, olds })).rejects.toHaveProperty(
        "initFailed",
      );
    }
    return "refused";
  }

  /** An update that has failed is called again although nothing differs. */
  private isUnfinished({ inputs, outputs }: State): boolean {
    return (
      inputs["keyMaterial"] !== undefined &&
      outputs["keyMaterialDigest"] === undefined
    );
  }

  private check(name: Program) {
    return client.check(
      { cloud: this.cloud, origin: "EXTERNAL", ...PROGRAMS[name] },
      { urn: this.urn, olds: this.state?.inputs },
    );
  }

  private change({ id, inputs, outputs }: State, news: Props) {
    return { id, urn: this.urn, olds: outputs, oldInputs: inputs, news };
  }

  /** The import fails because a permission is missing. */
  private async fails(name: Program): Promise<void> {
    const { cloud, state, urn } = this;
    const code = cloud === "alibaba" ? "Forbidden" : "UnauthorizedOperation";
    const action = "ImportKeyMaterial";
    await emulator.fault({ cloud, action, kind: "error", code });
    const { inputs } = await this.check(name);
    const failed = await (
      state
        ? client.update(this.change(state, inputs))
        : client.create(inputs, { urn })
    ).catch((error: unknown) => error);
    await emulator.clearFaults();
    if (!(failed instanceof CallError) || !failed.initFailed) throw failed;
    const { id, properties } = failed.initFailed;
    this.state = { id, inputs, outputs: properties };
  }

  private async happens(event: Event): Promise<void> {
    const { cloud, state } = this;
    if (!state) throw new Error("there is no key yet");
    const outsider = new Outsider(emulator);
    const [, region = "", KeyId = ""] = state.id.split("/");
    const act = (action: string, more = {}) =>
      outsider.call(cloud, region, action, { KeyId, ...more });
    if (event === "expired") await emulator.advance(3 * DAY);
    if (event === "pending") {
      if (cloud === "tencent") await act("DisableKey");
      await act("ScheduleKeyDeletion", { PendingWindowInDays: 7 });
    }
    if (event === "deleted by others")
      await act(
        cloud === "alibaba" ? "DeleteKeyMaterial" : "DeleteImportedKeyMaterial",
      );
    if (event === "imported by others") {
      const urn = `${this.urn}-other`;
      const oldInputs = { cloud, region, origin: "EXTERNAL" };
      const news = { ...oldInputs, keyMaterial: A };
      await client.update({ id: state.id, urn, olds: {}, oldInputs, news });
    }
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const { state, urn } = this;
    if (!state) return;
    const { id, inputs, outputs: properties } = state;
    const read = await client.read(id, { inputs, properties, urn });
    if (!read) throw new Error("the key is gone");
    this.state = { id, inputs: read.inputs, outputs: read.properties };
  }
}

describe.each(TEST_CLOUDS)("on $name", ({ name: cloud }) => {
  test.each(LIVES)(
    "after %j the preview of %j says %s, and so it is",
    async (before, last, expectation, state) => {
      const life = new Life(cloud);
      for (const step of before) await life.before(step);
      expect(await life.up(last)).toBe(expectation);
      const done = life.state;
      await life.refresh();
      expect(life.state?.outputs["keyState"] ?? "").toBe(state);
      if (expectation === "refused" || expectation === "no program") return;
      // A refresh finds nothing, and the same program nothing to do.
      expect(life.state).toEqual(done);
      expect(await life.up(last)).toBe("same");
    },
  );

  test("material that is not known yet is no diff, and is refused once it is known to be other", async () => {
    const life = new Life(cloud);
    await life.before("A");
    const state = life.state!;
    const unknown = { ...state.inputs, keyMaterial: UNKNOWN };
    const change = {
      id: state.id,
      urn: life.urn,
      olds: state.outputs,
      oldInputs: state.inputs,
    };
    expect((await client.diff({ ...change, news: unknown })).detailed).toEqual({
      keyMaterial: "update",
    });
    await client.update({ ...change, news: unknown, preview: true });
    expect(await life.up("B")).toBe("refused");
  });
});
