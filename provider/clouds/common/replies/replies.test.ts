import type { CloudName } from "../../../model/types";
import type { CallContext, Key, KeyService } from "../../cloud";
import { CloudError } from "../../errors";
import { exchange } from "../http/transport";
import { contextOf, requestOf } from "../../../../tests/support/clouds/bench";
import {
  connectFresh,
  type Connected,
  type Json,
  type Place,
  PLACES,
  REPLIES,
  Replies,
} from "../../../../tests/support/clouds/replies";

/**
 * Every field of every reply, spoilt in every way: what comes of it is what came of the sound reply, or an error that
 * names action and field; never a TypeError, a value that nobody sent, or a call without end.
 */

jest.mock("../http/transport");

/** What is asked of a cloud, and the actions that it takes. */
interface Case {
  actions: Record<CloudName, string[]>;
  /** With a role's credentials. */
  role?: boolean;
  ask(
    service: KeyService,
    at: Place,
    context: CallContext,
    client: Connected["client"],
  ): Promise<unknown>;
}
const EVERYTHING = { aliases: true, tags: true, policy: true };

const CASES: Record<string, Case> = {
  describe: {
    actions: {
      alibaba: ["DescribeKey", "ListTagResources", "ListAliasesByKeyId"],
      tencent: [
        "DescribeKey",
        "DescribeResourceTagsByResourceIds",
        "ListAlgorithms",
        "GetCallerIdentity",
      ],
    },
    ask: (service, { region, keyId, arn }, context) =>
      service.in(region, context).describe(keyId, EVERYTHING, arn),
  },
  "describe several": {
    actions: { alibaba: [], tencent: ["DescribeKeys"] },
    ask: async (service, { region, keyId }, context) => {
      const other = `${keyId.slice(0, -1)}0`;
      const [first] = await Promise.allSettled([
        service.in(region, context).describe(keyId, {}),
        service.in(region, context).describe(other, {}),
      ]);
      if (first.status === "rejected") throw first.reason;
      return first.value;
    },
  },
  account: {
    actions: { alibaba: ["GetCallerIdentity"], tencent: ["GetCallerIdentity"] },
    ask: (_, __, context, client) => client.account(context),
  },
  "find by alias": {
    actions: { alibaba: ["DescribeKey"], tencent: ["ListKeyDetail"] },
    ask: (service, { region }, context) =>
      service.in(region, context).findByAlias("orders"),
  },
  list: {
    actions: {
      alibaba: ["ListKeys", "ListAliases", "DescribeKey"],
      tencent: ["ListKeyDetail"],
    },
    ask: async (service, { region }, context) => {
      const keys: Key[] = [];
      for await (const key of service.in(region, context).list({}, EVERYTHING))
        keys.push(key);
      return keys;
    },
  },
  listing: {
    actions: { alibaba: ["ListTagResources"], tencent: ["ListKeyDetail"] },
    ask: (service, { region }, context) =>
      service.in(region, context).listing(),
  },
  "public key": {
    actions: {
      alibaba: ["GetPublicKey", "ListKeyVersions"],
      tencent: ["GetPublicKey"],
    },
    ask: (service, { region, keyId }, context) =>
      service.in(region, context).publicKey({ keyId }),
  },
  create: {
    actions: { alibaba: ["CreateKey"], tencent: ["CreateKey"] },
    ask: async (service, { region }, context) => {
      const tags = { team: "billing" };
      const made = await service
        .in(region, context)
        .create(requestOf({ tags }));
      const { undone, ...others } = made;
      if (undone.tags !== undefined) context.warn(undone.tags);
      return others;
    },
  },
  "cancel the deletion": {
    actions: {
      alibaba: ["CancelKeyDeletion", "DescribeKey"],
      tencent: ["CancelKeyDeletion", "DescribeKey"],
    },
    ask: (service, { region, keyId }, context) =>
      service.in(region, context).cancelDeletion(keyId),
  },
  "a role's account": {
    actions: { alibaba: ["AssumeRole"], tencent: ["AssumeRole"] },
    role: true,
    ask: (_, __, context, client) => client.account(context),
  },
  "import material": {
    actions: {
      alibaba: ["GetParametersForImport"],
      tencent: ["GetParametersForImport"],
    },
    ask: (service, { region, keyId }, context) =>
      service.in(region, context).importMaterial(keyId, {
        material: Buffer.alloc(16).toString("base64"),
      }),
  },
};

/** A JSON text in the place of a value; 1e999 is what JSON has for infinity, and nothing for NaN. */
const SPOILT: Record<string, string | undefined> = {
  missing: undefined,
  null: "null",
  "a text": '"spoilt"',
  "a number as text": '"7"',
  "empty text": '""',
  true: "true",
  negative: "-1",
  infinite: "1e999",
  huge: "1e300",
  "a fraction": "0.5",
  "a list of null": "[null]",
  "an array": "[]",
  "an object": "{}",
};

function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...pathsOf(member).map((path) => [name, ...path]),
  ]);
}

/** The reply as JSON text with one member replaced. */
function spoil(reply: Json, path: string[], by: string | undefined): string {
  const copy = structuredClone(reply);
  const parents = path.slice(0, -1);
  const parent = parents.reduce<Json>((at, name) => at[name] as Json, copy);
  const last = path.at(-1) ?? "";
  if (by === undefined) {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
    return JSON.stringify(copy);
  }
  parent[last] = "%SPOILT%";
  return JSON.stringify(copy).replace('"%SPOILT%"', by);
}

/**
 * How the value at a path is spoilt: in every way for the first call that reads the action's reply; for the others, which
 * read it by the same code, in every fifth, so that the ways take turns.
 */
function waysFor(row: Row, index: number): [how: string, by?: string][] {
  const { cloud, action } = row;
  const first = ROWS.find(
    (each) => each.cloud === cloud && each.action === action,
  );
  const ways = Object.entries(SPOILT);
  return row === first
    ? ways
    : ways.filter((_, number) => number % 5 === index % 5);
}

/** The last name in a path; places in a list have none. */
function fieldOf(path: string[]): string {
  return path.filter((name) => !/^\d+$/.test(name)).at(-1) ?? "";
}

/**
 * The names of which an error must tell one: the spoilt field, or the field that it no longer agrees with. A list that
 * lost its members is belied by its count; a text that is not the key's id is belied by the arn.
 */
function namesFor(
  reply: Json,
  path: string[],
  by: string | undefined,
): string[] {
  const names = [fieldOf(path)];
  if ("TotalCount" in reply && isEmptied(reply, path, by))
    names.push("TotalCount");
  const isOtherId = by?.startsWith('"') === true && by !== '""';
  if (isOtherId && path.join(".") === "KeyMetadata.KeyId")
    names.push("KeyMetadata.Arn");
  return names;
}

/** Whether nothing is left of a list: its only member is gone, or it is empty or absent itself, or what holds it is. */
function isEmptied(
  reply: Json,
  path: string[],
  by: string | undefined,
): boolean {
  const [parent, value] = [path.slice(0, -1), path].map((names) =>
    names.reduce<unknown>((from, name) => (from as Json)[name], reply),
  );
  if (Array.isArray(parent)) return by === undefined;
  if (by === undefined || by === "null") return holdsList(value);
  return by === (Array.isArray(value) ? "[]" : "{}") && holdsList(value);
}

function holdsList(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return Object.values((value ?? {}) as Json).some(Array.isArray);
}

/** Of a key: what is new to the provider. */
const TOLD_AS_UNKNOWN = "unknownParameters" satisfies keyof Key;

/** Every value in what a call gave. */
function valuesIn(value: unknown): unknown[] {
  if (value instanceof Map) return [...value].flatMap(valuesIn);
  if (typeof value !== "object" || value === null) return [value];
  return Object.entries(value)
    .filter(([name]) => name !== TOLD_AS_UNKNOWN)
    .flatMap(([, member]) => valuesIn(member));
}

/** What may stand for something that the cloud does not have. */
const NONE: unknown[] = [undefined, "", false, "SYMMETRIC_DEFAULT"];

interface Row {
  cloud: CloudName;
  name: string;
  action: string;
}
const ROWS: Row[] = Object.entries(CASES).flatMap(([name, { actions }]) =>
  (["alibaba", "tencent"] as const).flatMap((cloud) =>
    actions[cloud].map((action) => ({ cloud, name, action })),
  ),
);

let replies: Replies;
beforeEach(() => {
  replies = new Replies();
  jest.mocked(exchange).mockImplementation(replies.exchange);
  // Waits take no time but the clock's.
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
});
afterEach(() => {
  jest.useRealTimers();
});

async function ask({ cloud, name }: Row, connected?: Connected) {
  const asking = CASES[name] as Case;
  const { role = false } = asking;
  const { service, client } = connected ?? (await connectFresh(cloud, role));
  const warnings: string[] = [];
  const context = contextOf({ warn: (warning) => warnings.push(warning) });
  let ended = false;
  const answer = asking
    .ask(service, PLACES[cloud], context, client)
    .catch((error: unknown) =>
      error instanceof Error ? error : new Error("thrown"),
    )
    .finally(() => (ended = true));
  for (;;) {
    await new Promise(setImmediate);
    if (ended) break;
    jest.advanceTimersToNextTimer();
  }
  const value = await answer;
  if (!connected) service.close();
  return { value, warnings };
}

test.each(ROWS)(
  "$cloud: each field of $action, spoilt, is as before or named by $name",
  async (row) => {
    const { cloud, action } = row;
    const sound = await ask(row);
    expect(sound.value).not.toBeInstanceOf(Error);
    expect(replies.calls).toContain(action);
    const known = valuesIn(sound.value);
    const reply = REPLIES[cloud][action] as Json;
    const faults: unknown[] = [];
    for (const [index, path] of pathsOf(reply).entries())
      for (const [how, by] of waysFor(row, index)) {
        replies.spoilt.set(action, spoil(reply, path, by));
        replies.calls.length = 0;
        const { value, warnings } = await ask(row);
        const at = [path.join("."), how];
        if (value instanceof Error) {
          const { message } = value;
          const named =
            value instanceof CloudError &&
            Object.keys(REPLIES[cloud]).some((one) => message.includes(one)) &&
            // As a word: "Keys" is not named by "ListKeys".
            namesFor(reply, path, by).some((name) =>
              new RegExp(`\\b${name}\\b`).test(message),
            );
          if (!named) faults.push([...at, value.message]);
        } else {
          // A text in a text's place is the cloud's word.
          const word = by?.startsWith('"') ? (JSON.parse(by) as string) : "";
          const invented = valuesIn(value).filter(
            (one) =>
              ![...known, ...NONE].includes(one) &&
              !(word !== "" && String(one).includes(word)),
          );
          if (invented.length > 0 && warnings.length === 0)
            faults.push([...at, invented]);
        }
        const calls = replies.calls.length;
        if (calls > 60) faults.push([...at, `${String(calls)} calls`]);
      }
    expect(faults).toEqual([]);
  },
);

test.each(ROWS)(
  "$cloud: what is no JSON object in the place of $action is no value of $name",
  async (row) => {
    const sound = await ask(row);
    for (const answer of ["[]", "null", "7", "", "{", "<html></html>"]) {
      replies.spoilt.set(row.action, answer);
      const { value } = await ask(row);
      // Of a change, and of one key of several, another action may have reported it.
      const toldElsewhere = replies.calls.at(-1) !== row.action;
      expect([answer, value]).toEqual([
        answer,
        toldElsewhere && !(value instanceof Error)
          ? sound.value
          : expect.any(CloudError),
      ]);
    }
  },
);

test.each(["alibaba", "tencent"] as const)(
  "%s: an answer without a RequestId does not count as a change made",
  async (cloud) => {
    jest
      .mocked(exchange)
      .mockResolvedValue({ status: 200, text: '{"Response":{"ok":true}}' });
    const row = { cloud, name: "cancel the deletion", action: "" };
    expect((await ask(row)).value).toMatchObject({
      kind: "unknownOutcome",
      message: expect.stringContaining("not the cloud's JSON") as string,
    });
  },
);

test.each(ROWS)(
  "$cloud: a bad reply of $action is not remembered by $name",
  async (row) => {
    const { cloud, name, action } = row;
    if (name === "describe several") return;
    const connected = await connectFresh(cloud, CASES[name]?.role ?? false);
    const sound = await ask(row);
    for (const answer of [
      "{}",
      "null",
      '{"AccountId":7,"SymmetricAlgorithms":[]}',
    ]) {
      replies.spoilt.set(action, answer);
      await ask(row, connected);
    }
    replies.spoilt.clear();
    expect((await ask(row, connected)).value).toEqual(sound.value);
    connected.service.close();
  },
);
