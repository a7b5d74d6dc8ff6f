import type { Known } from "./placeholders";
import { play } from "./player";
import type { Fields, Script, Step } from "./script";
import type { Line } from "./transcript";
import type { Answer, Request } from "./wire";

const DISABLE = [{ action: "DisableKey", parameters: { KeyId: "<key>" } }];
const ENABLE = [{ action: "EnableKey", parameters: { KeyId: "<key>" } }];

const script: Script = {
  steps: () => [],
  readState: {
    action: "DescribeKey",
    parameters: { KeyId: "<key>" },
    stateAt: "KeyState",
  },
  wayTo: (state) =>
    state === "Disabled" ? DISABLE : state === "Enabled" ? ENABLE : undefined,
  materialBytes: () => 32,
  vocabulary: new Set(["KeyState"]),
};

/** A cloud with one key. */
class OneKey {
  state = "Enabled";
  readonly sent: string[] = [];
  /** Answers that come first, by action. */
  readonly first = new Map<string, Answer[]>();

  send({ action }: Request): Promise<Answer> {
    this.sent.push(action);
    const answer = this.first.get(action)?.shift();
    if (answer) return Promise.resolve(answer);
    if (action === "DisableKey") this.state = "Disabled";
    if (action === "EnableKey") this.state = "Enabled";
    const fields: Fields = {};
    if (action === "DescribeKey") fields["KeyState"] = this.state;
    return Promise.resolve({ status: 200, fields });
  }
}

async function played(
  cloud: OneKey,
  steps: readonly Step[],
  more: Partial<Parameters<typeof play>[1]> = {},
): Promise<Line[]> {
  const known: Known = new Map([["symmetric", "key-1"]]);
  const lines: Line[] = [];
  for await (const line of play(steps, { script, wire: cloud, known, ...more }))
    lines.push(line);
  return lines;
}

const step = (action: string, more: Partial<Step> = {}): Step => ({
  name: action,
  action,
  parameters: { KeyId: "<symmetric>" },
  ...more,
});

test("a key is brought to the state in which it is asked, and is read after a change", async () => {
  const cloud = new OneKey();
  const asked = step("EnableKey", { key: "symmetric", state: "Disabled" });
  const [line] = await played(cloud, [asked]);
  expect(line).toEqual({ ...asked, status: 200, fields: {}, after: "Enabled" });
  expect(cloud.sent).toEqual([
    "DescribeKey",
    "DisableKey",
    "DescribeKey",
    "EnableKey",
    "DescribeKey",
  ]);
});

test.each<Fields>([{ KeyMetadata: { KeyId: "key-2" } }, { KeyId: "key-2" }])(
  "the id of a key that a wrong request has made is known: %j",
  async (fields) => {
    const cloud = new OneKey();
    cloud.first.set("CreateKey", [{ status: 200, fields }]);
    const created = new Set<string>();
    await played(cloud, [step("CreateKey"), step("EnableKey")], { created });
    expect([...created]).toEqual(["key-2"]);
  },
);

test("a refusal moves no key, and costs no read", async () => {
  const cloud = new OneKey();
  cloud.first.set("EnableKey", [{ status: 409, code: "Rejected" }]);
  const about = { key: "symmetric", state: "Enabled" };
  const lines = await played(cloud, [
    step("EnableKey", about),
    step("Encrypt", about),
  ]);
  expect(lines[0]).toMatchObject({ status: 409, code: "Rejected" });
  expect(lines[0]).not.toHaveProperty("after");
  expect(cloud.sent).toEqual(["DescribeKey", "EnableKey", "Encrypt"]);
});

test("a state that can't be reached is said, and the others are asked", async () => {
  const lines = await played(new OneKey(), [
    step("EnableKey", { key: "symmetric", state: "Archived" }),
    step("DescribeKey"),
  ]);
  expect(lines[0]!.skipped).toBe("the key is Enabled, not Archived");
  expect(lines[1]!.status).toBe(200);
});

test("a way that leads nowhere ends", async () => {
  const cloud = new OneKey();
  const refusal = { status: 409, code: "Rejected" };
  cloud.first.set("DisableKey", Array<Answer>(100).fill(refusal));
  const [line] = await played(cloud, [
    step("EnableKey", { key: "symmetric", state: "Disabled" }),
  ]);
  expect(line!.skipped).toBe("the key is Enabled, not Disabled");
});

test("a step on a key that was not made is skipped", async () => {
  const lines = await played(new OneKey(), [
    step("DescribeKey", { parameters: { KeyId: "<rsa>" } }),
    step("EnableKey", { key: "rsa", state: "Enabled" }),
  ]);
  expect(lines.map(({ skipped }) => skipped)).toEqual([
    "there is no rsa",
    "there is no rsa",
  ]);
});

test("what a step saves has a name from then on", async () => {
  const cloud = new OneKey();
  const KeyId = "key-hzz0000000000000";
  cloud.first.set("CreateKey", [{ status: 200, fields: { KeyId } }]);
  cloud.first.set("DescribeKey", [{ status: 200, fields: { KeyId } }]);
  const lines = await played(cloud, [
    step("CreateKey", { parameters: {}, saves: { rsa: "KeyId" } }),
    step("DescribeKey", { parameters: { KeyId: "<rsa>" } }),
  ]);
  expect(lines[1]!.fields).toEqual({ KeyId: "<rsa>" });
});

test("without an answer the key's state is read again", async () => {
  const cloud = new OneKey();
  cloud.first.set("DisableKey", [{}]);
  const about = { key: "symmetric", state: "Enabled" };
  const lines = await played(cloud, [
    step("DisableKey", about),
    step("Encrypt", about),
  ]);
  expect(lines[0]!.skipped).toBe("no answer");
  expect(cloud.sent).toEqual([
    "DescribeKey",
    "DisableKey",
    "DescribeKey",
    "Encrypt",
  ]);
});

test("a read that comes too early is made again", async () => {
  const cloud = new OneKey();
  const early = { status: 404, code: "Forbidden.KeyNotFound" };
  cloud.first.set("DescribeKey", [early]);
  const expected = (line: Line) => line.status === 200;
  const [line] = await played(cloud, [step("DescribeKey")], {
    settleMs: 1,
    expected,
  });
  expect(line).toMatchObject({ status: 200, fields: { KeyState: "Enabled" } });

  cloud.first.set("DescribeKey", Array<Answer>(100).fill(early));
  const [other] = await played(cloud, [step("DescribeKey")], {
    settleMs: 1,
    expected,
  });
  expect(other).toMatchObject(early);
});
