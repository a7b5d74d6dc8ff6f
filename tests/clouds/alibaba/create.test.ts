import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CallContext } from "../../../provider/clouds/cloud";
import { contextOf, OWNER_ID } from "../../support/clouds/bench";
import {
  ACCESS_KEY,
  failureOf,
  makeKey,
  newBench,
  REGION,
  requestOf,
} from "../../support/clouds/alibaba";
import { SpoilingProxy } from "../../support/spoiling-proxy";

const bench = newBench();

const made = async () => (await bench.cloud.keys()).map(({ keyId }) => keyId);

test("a CreateKey whose answer is lost goes on with the key that it made", async () => {
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  const created = await bench.keys.create(requestOf());
  expect(await made()).toEqual([created.keyId]);
  expect(created).toMatchObject({
    doubled: [],
    key: { keyId: created.keyId, state: "Enabled", ownerId: OWNER_ID },
  });
  expect((await bench.cloud.calls())["CreateKey"]).toBe(1);
});

test.each([302, 403, 404, 413])(
  "a page of somebody's with status %i in place of CreateKey's answer makes no second key",
  async (status) => {
    const proxy = await SpoilingProxy.start(bench.cloud.url);
    try {
      const service = await bench.cloud.connect({
        ...ACCESS_KEY,
        alibabaEndpoints: JSON.stringify({ [REGION]: proxy.url }),
      });
      proxy.pages.set("alibaba CreateKey", [status]);
      const created = await service.in(REGION, contextOf()).create(requestOf());
      expect(created.doubled).toEqual([]);
      expect(await made()).toEqual([created.keyId]);
    } finally {
      proxy.close();
    }
  },
);

test("the key is found though its listing fails at first, and nobody else's is taken for it", async () => {
  const other = await makeKey(bench.keys);
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-after",
    count: 1,
  });
  await bench.cloud.fault({
    action: "ListTagResources",
    kind: "html-503",
    count: 1,
  });
  const { keyId } = await bench.keys.create(requestOf());
  expect(keyId).not.toBe(other.keyId);
  expect((await made()).sort()).toEqual([other.keyId, keyId].sort());
});

test.each(["drop-before", "html-503"] as const)(
  "a CreateKey that was not carried out (%s) is sent again once it is plain that it made no key",
  async (kind) => {
    await bench.cloud.fault({ action: "CreateKey", kind, count: 1 });
    const { keyId } = await bench.keys.create(requestOf());
    expect(await made()).toEqual([keyId]);
    expect((await bench.cloud.calls())["CreateKey"]).toBe(2);
  },
);

test("a request that is carried out after its time-out is waited for, though the user's time is over, too", async () => {
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "delay",
    ms: 6_500,
    count: 1,
  });
  const context = contextOf({ deadline: Date.now() + 5_000 });
  const { keyId } = await bench.keys.with(context).create(requestOf());
  expect(await made()).toEqual([keyId]);
  expect((await bench.cloud.calls())["CreateKey"]).toBe(1);
});

test("of the keys that one request made, the oldest is kept and the others are named", async () => {
  const request = requestOf();
  const first = await makeKey(bench.keys, request);
  await bench.cloud.advance(10);
  const second = await makeKey(bench.keys, request);
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-before",
    count: 1,
  });
  expect(await bench.keys.create(request)).toMatchObject({
    keyId: first.keyId,
    doubled: [second.keyId],
  });
});

test("that one of them can't be read loses none of them", async () => {
  const request = requestOf();
  const twice = [
    await makeKey(bench.keys, request),
    await makeKey(bench.keys, request),
  ];
  await bench.cloud.fault({
    action: "CreateKey",
    kind: "drop-before",
    count: 1,
  });
  await bench.cloud.fault({
    action: "DescribeKey",
    kind: "error",
    code: "Forbidden.NoPermission",
    count: 1,
  });
  const { keyId, doubled } = await bench.keys.create(request);
  expect([keyId, ...doubled].sort()).toEqual(
    twice.map((key) => key.keyId).sort(),
  );
});

test("a first try that is carried out just before its resend is found beside it", async () => {
  const proxy = await LateProxy.start(bench.cloud.url);
  try {
    const late = await bench.cloud.connect({
      ...ACCESS_KEY,
      alibabaEndpoints: JSON.stringify({ [REGION]: proxy.url }),
    });
    const created = await late.in(REGION, contextOf()).create(requestOf());
    expect(created.doubled).toHaveLength(1);
    expect((await made()).sort()).toEqual(
      [created.keyId, ...created.doubled].sort(),
    );
  } finally {
    proxy.stop();
  }
});

test.each([
  ["throttle", undefined],
  ["error", "Forbidden.DKMSInstanceStateInvalid"],
] as const)(
  "a CreateKey that was refused before it began (%s %s) is just sent again",
  async (kind, code) => {
    await bench.cloud.fault({ action: "CreateKey", kind, code, count: 2 });
    const { keyId } = await bench.keys.create(requestOf());
    expect(await made()).toEqual([keyId]);
    expect(await bench.cloud.calls()).toEqual({ CreateKey: 3 });
  },
);

test.each([
  ["Rejected.LimitExceeded", "quota"],
  ["Forbidden.NoPermission", "denied"],
  ["InvalidParameter", "invalid"],
])("%s is reported at once, and nothing is made", async (code, kind) => {
  await bench.cloud.fault({ action: "CreateKey", kind: "error", code });
  const failure = await failureOf(bench.keys.create(requestOf()));
  expect(failure).toMatchObject({ kind, code });
  expect(failure.requestId).toBeTruthy();
  expect(await bench.cloud.calls()).toEqual({ CreateKey: 1 });
});

test("where the key can't be looked for, the error says by which tag it is found", async () => {
  await bench.cloud.fault({ action: "CreateKey", kind: "drop-after" });
  await bench.cloud.fault({
    action: "ListTagResources",
    kind: "error",
    code: "Forbidden.NoPermission",
  });
  const request = requestOf();
  const failure = await failureOf(bench.keys.create(request));
  expect(failure.kind).toBe("uncertain");
  const tag = `${OWNER_ID}.${request.token}`;
  expect(failure.message).toContain(`pulumi-cmk=${tag}`);
  expect(failure.message).toMatch(
    RegExp(`ListTagResources .*--Tag.1.Key pulumi-cmk --Tag.1.Value ${tag}`),
  );
  expect(failure.message).toContain("kms:ListTagResources");
  expect((await bench.cloud.calls())["CreateKey"]).toBe(1);
});

test("a cloud that never answers ends as uncertain, after a few tries", async () => {
  await bench.cloud.fault({ action: "CreateKey", kind: "html-503" });
  const failure = await failureOf(bench.keys.create(requestOf()));
  expect(failure.kind).toBe("uncertain");
  expect(failure.message).toContain("proxy");
  expect((await bench.cloud.calls())["CreateKey"]).toBe(3);
});

test("under random faults of every call each key is returned, named as doubled, or reported as uncertain by its tag", async () => {
  const kinds = ["drop-before", "drop-after", "html-503", "throttle"] as const;
  for (const [seed, kind] of kinds.entries())
    await bench.cloud.fault({ kind, probability: 0.1, seed });
  const requests = Array.from({ length: 40 }, () => requestOf());
  const outcomes = await Promise.allSettled(
    requests.map((request) => bench.keys.create(request)),
  );
  const tagged = new Map<string, string[]>();
  for (const { keyId, tags } of await bench.cloud.keys()) {
    const tag = tags["pulumi-cmk"] ?? "";
    tagged.set(tag, [...(tagged.get(tag) ?? []), keyId].sort());
  }
  for (const [n, outcome] of outcomes.entries()) {
    const tag = `${OWNER_ID}.${requests[n]?.token}`;
    if (outcome.status === "rejected") {
      expect(outcome.reason).toMatchObject({ kind: "uncertain" });
      expect(outcome.reason).toMatchObject({
        message: expect.stringContaining(tag) as string,
      });
    } else {
      const { keyId, doubled } = outcome.value;
      expect([keyId, ...doubled].sort()).toEqual(tagged.get(tag));
    }
    tagged.delete(tag);
  }
  expect([...tagged.keys()]).toEqual([]);
});

describe("Cancel in the middle of CreateKey", () => {
  function cancelled(): { context: CallContext; cancel: () => void } {
    const stop = new AbortController();
    return {
      context: contextOf({ signal: stop.signal }),
      cancel: () => stop.abort(),
    };
  }

  test("lets the request end, and gives the key's id", async () => {
    await bench.cloud.fault({ action: "CreateKey", kind: "delay", ms: 300 });
    const { context, cancel } = cancelled();
    const outcome = bench.keys.with(context).create(requestOf());
    cancel();
    expect(await made()).toEqual([]);
    const { keyId } = await outcome;
    expect(await made()).toEqual([keyId]);
  });

  test("still finds the key whose answer was lost", async () => {
    await bench.cloud.fault({ action: "CreateKey", kind: "drop-after" });
    const { context, cancel } = cancelled();
    const outcome = bench.keys.with(context).create(requestOf());
    cancel();
    const { keyId } = await outcome;
    expect(await made()).toEqual([keyId]);
  });

  test("sends nothing again", async () => {
    await bench.cloud.fault({ action: "CreateKey", kind: "drop-before" });
    const { context, cancel } = cancelled();
    const outcome = bench.keys.with(context).create(requestOf());
    cancel();
    expect((await failureOf(outcome)).kind).toBe("uncertain");
    expect((await bench.cloud.calls())["CreateKey"]).toBe(1);
  });
});

/** Cuts the first CreateKey off, and hands it on only when the second one comes. */
class LateProxy {
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });
  readonly #target: string;
  #held?: Message;

  private constructor(target: string) {
    this.#target = target;
  }

  static async start(target: string): Promise<LateProxy> {
    const proxy = new LateProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const type = request.headers["content-type"] ?? "";
    const message = { type, body: await text(request) };
    if (request.headers["x-acs-action"] === "CreateKey") {
      if (!this.#held) {
        this.#held = message;
        request.socket.destroy();
        return;
      }
      await this.#forward(this.#held);
    }
    const reply = await this.#forward(message);
    response.writeHead(reply.status).end(await reply.text());
  }

  #forward({ type, body }: Message): Promise<Response> {
    const headers = { "content-type": type };
    return fetch(this.#target, { method: "POST", headers, body });
  }
}

interface Message {
  type: string;
  body: string;
}
