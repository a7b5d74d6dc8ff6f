import type { CallContext } from "../../clouds/cloud";
import { AliasReservations, type RequestedAlias } from "./alias-reservations";

const A = "urn:pulumi:dev::app::cmk:index:Cmk::a";
const B = "urn:pulumi:dev::app::cmk:index:Cmk::b";
const C = "urn:pulumi:dev::app::cmk:index:Cmk::c";

function context(patch: Partial<CallContext> = {}): CallContext {
  return {
    signal: new AbortController().signal,
    deadline: Infinity,
    status: () => undefined,
    warn: () => undefined,
    ...patch,
  };
}

const PLACE = {
  cloud: "alibaba",
  region: "cn-hangzhou",
  alias: "orders",
} as const;

/** The resource that has asked for an alias before. */
const reserve = (run: AliasReservations, urn: string, place: RequestedAlias) =>
  run.reserve(urn, [place])?.urn;

/** The aliases that A and B ask for one after the other, and the answer to the last request. */
test.each<
  [string, (run: AliasReservations) => string | undefined, string | undefined]
>([
  ["by nobody else", (run) => reserve(run, A, PLACE), undefined],
  [
    "by the same resource again",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, A, PLACE);
    },
    undefined,
  ],
  [
    "by another resource",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, PLACE);
    },
    A,
  ],
  [
    "by the first resource, after another was refused",
    (run) => {
      reserve(run, A, PLACE);
      reserve(run, B, PLACE);
      return reserve(run, A, PLACE);
    },
    undefined,
  ],
  [
    "in another region",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, region: "cn-beijing" });
    },
    undefined,
  ],
  [
    "on another cloud",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, cloud: "tencent" });
    },
    undefined,
  ],
  [
    "after the first resource has asked for another alias",
    (run) => {
      reserve(run, A, PLACE);
      reserve(run, A, { ...PLACE, alias: "payments" });
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "after the first resource was refused another alias",
    (run) => {
      reserve(run, B, { ...PLACE, alias: "payments" });
      reserve(run, A, PLACE);
      reserve(run, A, { ...PLACE, alias: "payments" });
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "after the first resource was released",
    (run) => {
      reserve(run, A, PLACE);
      run.reserve(A, []);
      return reserve(run, B, PLACE);
    },
    undefined,
  ],
  [
    "by two resources that have it in the state",
    (run) => {
      reserve(run, A, { ...PLACE, isInState: true });
      return reserve(run, B, { ...PLACE, isInState: true });
    },
    undefined,
  ],
  [
    "by a resource that has it in the state, after one that has not",
    (run) => {
      reserve(run, A, PLACE);
      return reserve(run, B, { ...PLACE, isInState: true });
    },
    A,
  ],
  [
    "by a resource that has it no more, as it is replaced, beside one that has it",
    (run) => {
      reserve(run, A, { ...PLACE, isInState: true });
      reserve(run, B, { ...PLACE, isInState: true });
      return reserve(run, B, PLACE);
    },
    A,
  ],
])("an alias is asked for %s", (_, ask, other) => {
  expect(ask(new AliasReservations())).toBe(other);
});

test("of several aliases, one that another resource has asked for is named, and none is reserved", () => {
  const reservations = new AliasReservations();
  const bills = { ...PLACE, alias: "bills" };
  reservations.reserve(A, [PLACE]);
  expect(reservations.reserve(B, [bills, PLACE])).toEqual({
    alias: "orders",
    urn: A,
  });
  expect(reservations.reserve(A, [PLACE, bills])).toBeUndefined();
  expect(reservations.reserve(B, [bills])?.urn).toBe(A);
});

describe("an alias that another resource's key has in the state", () => {
  const a = { ...PLACE, alias: "app/a" };
  const b = { ...PLACE, alias: "b" };
  const c = { ...PLACE, alias: "c" };
  type Asks = [urn: string, requested: RequestedAlias, held: RequestedAlias][];
  test.each<[string, Asks, string | undefined]>([
    [
      "can be had from a resource whose operation comes first",
      [
        [B, c, b],
        [A, b, a],
      ],
      undefined,
    ],
    [
      "can be had from a resource whose operation comes later",
      [
        [A, b, a],
        [B, c, b],
      ],
      undefined,
    ],
    [
      "can't be had by a swap",
      [
        [A, b, a],
        [B, a, b],
      ],
      A,
    ],
    [
      "can't be had by a change in a circle",
      [
        [A, b, a],
        [C, a, c],
        [B, c, b],
      ],
      C,
    ],
    [
      "can be had after a third one was asked for",
      [
        [A, b, a],
        [A, c, a],
        [B, a, b],
      ],
      undefined,
    ],
    [
      "can be had in another region",
      [
        [A, { ...b, region: "cn-beijing" }, a],
        [B, a, b],
      ],
      undefined,
    ],
  ])("%s", (_, asks, expected) => {
    const reservations = new AliasReservations();
    const answers = asks.map(([urn, requested, held]) => {
      reservations.reserve(urn, [requested]);
      return reservations.noteHeld(urn, [held]);
    });
    expect(answers.at(-1)?.urn).toBe(expected);
    expect(answers.slice(0, -1)).toEqual(asks.slice(1).map(() => undefined));
  });

  test("is given by the resource that asks for others", () => {
    const reservations = new AliasReservations();
    reservations.reserve(A, [b]);
    reservations.noteHeld(A, [a, b]);
    expect([a, b, c].map((one) => reservations.releaserOf(B, one))).toEqual([
      A,
      undefined,
      undefined,
    ]);
    expect(reservations.releaserOf(A, a)).toBeUndefined();
  });

  test.each([
    ["in a preview", true, "order"],
    ["in an update", false, undefined],
  ])(
    "may come too late for a resource whose operation has ended %s",
    async (_, isPreview, expected) => {
      const reservations = new AliasReservations();
      reservations.reserve(A, [b]);
      reservations.noteOperation(A, Promise.resolve(), isPreview);
      await reservations.awaitOperation(A, context());
      reservations.reserve(B, [c]);
      expect(reservations.noteHeld(B, [a, b])?.kind).toBe(expected);
    },
  );

  test("comes in time before the operation of a resource, or after one that failed", async () => {
    const reservations = new AliasReservations();
    reservations.reserve(A, [b]);
    reservations.noteOperation(A, new Promise(() => undefined), true);
    reservations.reserve(B, [c]);
    expect(reservations.noteHeld(B, [b])).toBeUndefined();
    reservations.noteOperation(A, Promise.reject(new Error("refused")), true);
    await reservations.awaitOperation(A, context());
    expect(reservations.noteHeld(B, [b])).toBeUndefined();
  });
});

describe("the operation of another resource", () => {
  test("is waited for until it ends, however it ends", async () => {
    const reservations = new AliasReservations();
    const order: string[] = [];
    const operation = (async () => {
      await new Promise(setImmediate);
      order.push("ended");
      throw new Error("refused");
    })();
    reservations.noteOperation(B, operation, false);
    await reservations.awaitOperation(B, context());
    expect([...order, "waited"]).toEqual(["ended", "waited"]);
  });

  test("is waited for no longer than this one's own may last", async () => {
    const reservations = new AliasReservations();
    reservations.noteOperation(B, new Promise(() => undefined), false);
    const soon = context({ deadline: Date.now() + 5 });
    await reservations.awaitOperation(B, soon);
    expect(Date.now()).toBeGreaterThanOrEqual(soon.deadline - 1);
  });
});
