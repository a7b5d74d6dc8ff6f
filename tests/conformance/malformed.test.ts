import * as pb from "@pulumi/pulumi/proto/provider_pb";
import fc from "fast-check";
import { TEST_CLOUDS } from "../engine/clouds";
import { Emulator } from "../support/emulator";
import { Plugin, settings } from "../support/plugin";
import {
  CallError,
  struct,
  UNKNOWN,
  type Failure,
  type Json,
  type Props,
} from "../support/protocol";
import { URN, type ProviderClient } from "../support/provider-client";
import { ANY_ID, runs, validInputs, TIMEOUT_MS } from "./inputs";

jest.setTimeout(TIMEOUT_MS);

let emulator: Emulator;
let plugin: Plugin;
let client: ProviderClient;

beforeAll(async () => {
  emulator = await Emulator.start();
});
afterAll(() => emulator.stop());

beforeEach(async () => {
  ({ plugin, client } = await Plugin.configured(emulator.connection()));
});

// Whatever the request was, the process continues, and has reported no internal error.
afterEach(async () => {
  const { stderr } = plugin;
  await client.version();
  await plugin.stop();
  expect(stderr.slice(0, 1000)).toBe("");
});

/** The words of Pulumi's own encoding, both where they make sense and where they don't. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const TAGS = [
  "1b47061264138c4ac30d75fd1eb44270",
  "5cf8f73096256a8f31e491e813e4eb8e",
  "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  "c44067f5952c0a294b673a41bacd8c17",
  "0def7320c3a5731c473e5ecbe6d01bc7",
  "803fd3297a5875dc03ca845dda5d2a98",
];

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, UNKNOWN, "", "constructor"),
  fc.double(),
  fc.maxSafeInteger(),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  // A partial failure returns it in headers, of which grpc-js, unlike the engine, receives 64 KiB only.
  fc.constant("x".repeat(3000)),
);

const NAMES = ["value", "secret", "id", "enabled", "interval", "toString"];

const junk: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom(SIGNATURE, ...NAMES), fc.string()),
      fc.oneof(fc.constantFrom(...TAGS), tie("json")),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).json;

/** Valid inputs in which some values, or values in them, are junk. */
const spoiled: fc.Arbitrary<Props> = fc
  .tuple(
    fc.constantFrom(...TEST_CLOUDS).chain(({ name }) => validInputs(name)),
    fc.array(fc.tuple(fc.nat(), fc.boolean(), junk), { maxLength: 3 }),
  )
  .map(([inputs, changes]) =>
    changes.reduce<Props>((news, [place, inside, value]) => {
      const names = [...Object.keys(news), "keyMaterial", "policy", "other"];
      const name = names[place % names.length] ?? "";
      return { ...news, [name]: inside ? within(news[name], value) : value };
    }, inputs),
  );

/** An object with a new value for its first member; what is none is replaced. */
function within(old: Json | undefined, value: Json): Json {
  if (typeof old !== "object" || old === null || Array.isArray(old))
    return value;
  return { ...old, [Object.keys(old)[0] ?? "a"]: value };
}

const anything = fc.oneof(
  spoiled,
  fc.dictionary(fc.string(), junk, { noNullPrototype: true, maxKeys: 4 }),
);

const anyId = fc.oneof(
  fc.constantFrom(...Object.values(ANY_ID)),
  fc.string(),
  // Other regions than the emulator's would be resolved in the internet.
  fc.stringMatching(/^(alibaba\/cn-hangzhou|tencent\/ap-singapore)\/.{0,8}$/),
);

/** Codes from which the engine would conclude that the key is corrupt. */
const FORBIDDEN = ["UNKNOWN", "INTERNAL", "DATA_LOSS"];

/** Awaits a call that may fail, but must then have a proper code and a text for the user. */
async function orderly<Reply>(
  call: Promise<Reply>,
): Promise<Reply | undefined> {
  try {
    return await call;
  } catch (error) {
    expect(error).toBeInstanceOf(CallError);
    const { code, message, initFailed } = error as CallError;
    expect(FORBIDDEN).not.toContain(code);
    expect(message).not.toMatch(
      /internal error in the cmk provider|^\s*$|\n\s+at /,
    );
    if (initFailed) expect(initFailed.id).toMatch(/^(alibaba|tencent)\//);
    return undefined;
  }
}

/** The engine repeats a failure's property and prints a value beside it, so that the reason alone names both, and the rule. */
function expectReadable(failures: Failure[]): void {
  for (const { property, reason } of failures) {
    expect(property).toBe("");
    expect(reason).toMatch(/\S.*: \S/s);
    expect(reason).not.toContain("[object Object]");
  }
}

/** SDKs print both, without a value. */
function expectReadableArguments(failures: Failure[]): void {
  for (const { property, reason } of failures) {
    expect(property).not.toBe("");
    expect(reason).toMatch(/\S/);
    expect(reason).not.toContain("[object Object]");
  }
}

test("Check says what is wrong with anything", async () => {
  await fc.assert(
    fc.asyncProperty(anything, fc.option(anything), async (news, olds) => {
      const reply = await orderly(client.check(news, { olds: olds ?? {} }));
      if (reply) expectReadable(reply.failures);
    }),
    runs(1500),
  );
});

test("what passes Check can be previewed, made, read, changed and deleted in good order", async () => {
  const accepted = spoiled.map((news) => {
    const wanted = { ...news };
    delete wanted["other"];
    return wanted;
  });
  let resources = 0;
  await fc.assert(
    fc.asyncProperty(accepted, accepted, async (before, after) => {
      // A resource of its own: one that could not be deleted can't be made again.
      const urn = `${URN}-${String(resources++)}`;
      const { inputs, failures } = await client.check(before, { urn });
      if (failures.length > 0) return;
      await client.create(inputs, { preview: true, urn });
      const made = await orderly(client.create(inputs, { timeout: 5, urn }));
      if (!made) return;
      const { id, properties } = made;
      expect(await client.read(id, { inputs, properties, urn })).toBeDefined();
      const next = await client.check(after, { olds: inputs, urn });
      if (next.failures.length === 0) {
        const change = { id, urn, olds: properties, oldInputs: inputs };
        const diff = await client.diff({ ...change, news: next.inputs });
        if (diff.replaces.length === 0)
          await orderly(
            client.update({ ...change, news: next.inputs, timeout: 5 }),
          );
      }
      await orderly(client.delete(id, { properties, oldInputs: inputs, urn }));
    }),
    runs(150),
  );
});

test("calls that no engine makes, with anything in them, end in good order", async () => {
  await emulator.reset();
  await fc.assert(
    fc.asyncProperty(anyId, anything, anything, async (id, olds, news) => {
      const change = { id, olds, oldInputs: news, news: olds };
      await orderly(
        client.diff({ ...change, ignoreChanges: Object.keys(news) }),
      );
      await orderly(client.create(news, { preview: true, timeout: 1 }));
      await orderly(client.update({ ...change, preview: true }));
      await orderly(client.read(id, { inputs: news, properties: olds }));
      await orderly(client.update({ ...change, timeout: 1 }));
      await orderly(client.delete(id, { properties: olds, timeout: 1 }));
      await orderly(client.create(news, { timeout: 1 }));
    }),
    // Few: a read of a key that is not there is repeated after some seconds.
    runs(50),
  );
});

test("the provider's own settings may be anything", async () => {
  const NAMES = Object.keys(settings(emulator.connection()));
  const config = fc.dictionary(
    fc.oneof(
      fc.constantFrom("cloud", "defaultTags", "version", ...NAMES),
      fc.string(),
    ),
    fc.oneof(junk, fc.string(), fc.constantFrom("true", "{}", '{"a":1}', "[]")),
    { noNullPrototype: true },
  );
  // On a connection of its own, so that the others keep their settings.
  const other = plugin.connect();
  await fc.assert(
    fc.asyncProperty(config, config, async (olds, news) => {
      const reply = await orderly(other.checkConfig(news));
      if (reply) expectReadable(reply.failures);
      await orderly(other.diffConfig(olds, news));
      await other.handshake();
      await orderly(other.configure(news));
      await orderly(other.check({ cloud: "tencent" }));
      await other.cancel();
    }),
    runs(300),
  );
});

test("functions and List take any arguments", async () => {
  const args = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        "id",
        "cloud",
        "region",
        "alias",
        "arn",
        "keyId",
        "tags",
        "specs",
        "states",
      ),
      fc.string(),
    ),
    fc.oneof(junk, fc.constantFrom("alibaba", "tencent", "cn-hangzhou")),
    { noNullPrototype: true },
  );
  const token = fc.oneof(
    fc
      .constantFrom("getCmk", "getCmks", "getPublicKey")
      .map((it) => `cmk:index:${it}`),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(
      token,
      args,
      fc.boolean(),
      async (token, args, preview) => {
        const reply = await orderly(client.invoke(token, args, preview));
        if (reply) expectReadableArguments(reply.failures);
        await orderly(
          client.list(args, { limit: 3, continuation: preview ? token : "" }),
        );
      },
    ),
    runs(400),
  );
});

const METHODS = [
  "Check",
  "Diff",
  "Create",
  "Read",
  "Update",
  "Delete",
  "Invoke",
  "CheckConfig",
];

test("bytes that are no message are refused", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      fc.uint8Array({ maxLength: 300 }),
      (method, bytes) =>
        orderly(client.raw(method, bytes)).then(() => undefined),
    ),
    runs(400),
  );
});

test("messages with flipped bits are refused, or taken for what they have become", async () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...METHODS),
      spoiled,
      flips,
      (method, news, flips) => {
        const bytes = new pb.CheckRequest()
          .setUrn(URN)
          .setNews(struct(news))
          .serializeBinary();
        for (const [place, bit] of flips)
          bytes[place % bytes.length] =
            (bytes[place % bytes.length] ?? 0) ^ (1 << bit);
        return orderly(client.raw(method, bytes)).then(() => undefined);
      },
    ),
    runs(500),
  );
});

test("values that nest without end are refused with the beginning of their path", async () => {
  let value: Json = "bottom";
  for (let depth = 0; depth < 400; depth += 1) value = { a: value };
  const { failures } = await client.check({ cloud: "tencent", tags: value });
  expect(failures.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/^tags\.a\.a/),
  );
});
