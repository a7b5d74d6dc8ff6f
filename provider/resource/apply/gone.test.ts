import { bag, listeningHost, URN } from "../../../tests/support/resource";
import type { Key, KeysInRegion } from "../../clouds/cloud";
import { CloudError } from "../../clouds/errors";
import type { CloudName } from "../../model/types";
import { Session } from "../session/session";
import type { Properties } from "../values/properties";
import { remove } from "./delete";
import { lookUp } from "./functions";
import { read } from "./read";
import { update } from "./update";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const KEYS: Record<CloudName, { region: string; keyId: string; arn: string }> =
  {
    alibaba: {
      region: "cn-hangzhou",
      keyId: "key-hzz1",
      arn: "acs:kms:cn-hangzhou:100000000001:key/key-hzz1",
    },
    tencent: {
      region: "ap-singapore",
      keyId: "11111111-2222-3333-4444-555555555555",
      arn: "qcs::kms:ap-singapore:uin/100000000001:key/creatorUin/100000000001/11111111-2222-3333-4444-555555555555",
    },
  };
const CLOUDS = Object.keys(KEYS) as CloudName[];

/** A cloud that answers "not found" this many times, and a provider that uses it. */
class Stage {
  readonly host = listeningHost();
  readonly listings: number[] = [];
  readonly reads: number[] = [];
  readonly scheduled = jest.fn();
  readonly session: Session;
  readonly id: string;
  readonly state: Properties;
  timeout = 0;

  constructor(
    readonly cloud: CloudName,
    notFound: number,
    listed: () => boolean | CloudError,
  ) {
    const { region, keyId, arn } = KEYS[cloud];
    this.id = `${cloud}/${region}/${keyId}`;
    this.state = { cloud, region, keyId, arn };
    const key: Key = {
      region,
      keyId,
      arn,
      state: "Enabled",
      spec: "SYMMETRIC_DEFAULT",
      usage: "ENCRYPT_DECRYPT",
      origin: "KMS",
      aliases: [],
      tags: {},
      description: "",
      rotation: { enabled: false },
    };
    const find = () => {
      this.reads.push(Date.now());
      return Promise.resolve(this.reads.length > notFound ? key : undefined);
    };
    const keys: Partial<KeysInRegion> = {
      describe: find,
      listed: () => Promise.resolve(undefined),
      findByAlias: find,
      keyIds: () => {
        this.listings.push(Date.now());
        const found = listed();
        return found instanceof CloudError
          ? Promise.reject(found)
          : Promise.resolve(new Set(found ? [keyId] : []));
      },
      scheduleDeletion: this.scheduled,
    };
    const service = {
      in: () => keys as KeysInRegion,
      close: () => undefined,
    };
    this.session = new Session(() => Promise.resolve(service));
  }

  get messages(): string {
    return this.host.logged
      .filter((line) => line.startsWith("warning"))
      .join("\n");
  }

  /** The result of a call, with all its delays skipped. */
  async outcome(call: (stage: Stage) => Promise<unknown>): Promise<unknown> {
    let outcome: { value: unknown } | undefined;
    call(this).then(
      (value) => (outcome = { value }),
      (value: Error) => (outcome = { value }),
    );
    while (!outcome) await jest.advanceTimersByTimeAsync(100);
    return outcome.value;
  }
}

const refresh = ({ id, state, session, host, timeout }: Stage) => {
  const inputs = bag({ cloud: state["cloud"] ?? "" });
  const outputs = bag(state);
  return read({ id, urn: URN, inputs, outputs, timeout }, session, host);
};
const importing = ({ id, session, host, timeout }: Stage) =>
  read(
    { id, urn: URN, inputs: bag({}), outputs: bag({}), timeout },
    session,
    host,
  );
const destroy = ({ id, state, session, host, timeout }: Stage) =>
  remove(
    { id, urn: URN, oldInputs: bag({}), outputs: bag(state), timeout },
    session,
    host,
  );
const change = ({ id, state, session, host, timeout }: Stage) =>
  update(
    {
      id,
      urn: URN,
      oldInputs: bag(state),
      oldOutputs: bag(state),
      news: bag({ cloud: state["cloud"] ?? "", region: state["region"] ?? "" }),
      ignoreChanges: [],
      preview: false,
      timeout,
    },
    session,
    host,
  );
const OPERATIONS = { refresh, destroy, update: change };
const getCmk = (
  given: Parameters<typeof lookUp>[0],
  { session, host }: Stage,
) =>
  lookUp(given, {}, session, {
    signal: host.signal,
    deadline: Date.now() + 60_000,
    status: () => undefined,
    warn: () => undefined,
  });
const LOOK_UPS = {
  import: importing,
  getCmk: (stage: Stage) => getCmk({ id: stage.id }, stage),
  byAlias: (stage: Stage) =>
    getCmk(
      { cloud: stage.cloud, region: KEYS[stage.cloud].region, alias: "orders" },
      stage,
    ),
};
const CASES = CLOUDS.flatMap((cloud) =>
  Object.entries(OPERATIONS).map(
    ([name, operation]) => [name, cloud, operation] as const,
  ),
);

describe.each(CASES)("%s on %s", (name, cloud, operation) => {
  test("sends no other request for a key that is found", async () => {
    const stage = new Stage(cloud, 0, () => true);
    await stage.outcome(operation);
    expect(stage.reads).toHaveLength(1);
    expect(stage.listings).toHaveLength(0);
  });

  test.each([1, 2, 3])(
    "goes on with a key that is not found %d times, though it is listed",
    async (notFound) => {
      const stage = new Stage(cloud, notFound, () => true);
      const outcome = await stage.outcome(operation);
      expect(outcome).not.toBeInstanceOf(Error);
      expect(stage.messages).toBe("");
      if (name === "destroy") expect(stage.scheduled).toHaveBeenCalledTimes(1);
      else expect(outcome).toBeDefined();
    },
  );

  test("drops nothing if the listing contradicts the reads", async () => {
    const stage = new Stage(cloud, Infinity, () => true);
    expect(String(await stage.outcome(operation))).toContain(
      "stays in the state",
    );
  });

  test("drops nothing if listing is not allowed", async () => {
    const denied = new CloudError("no permission", {
      kind: "denied",
      cloud,
      action: "List",
    });
    const stage = new Stage(cloud, Infinity, () => denied);
    expect(String(await stage.outcome(operation))).toMatch(
      /List: no permission.*stays in the state/,
    );
  });

  test("takes a key as gone if several reads and a listing lack it, and says how to import it again", async () => {
    const stage = new Stage(cloud, Infinity, () => false);
    const outcome = await stage.outcome(operation);
    const [first = 0, second = 0, ...others] = stage.reads;
    expect(others).toEqual([]);
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    expect(stage.listings).toHaveLength(1);
    expect(stage.scheduled).not.toHaveBeenCalled();
    if (name === "update") {
      expect(outcome).toMatchObject({ status: "NOT_FOUND" });
      return;
    }
    expect(outcome).toBeUndefined();
    expect(stage.messages).toContain(
      `take it back: pulumi import cmk:index:Cmk orders ${stage.id}`,
    );
    expect(stage.messages).toContain(`DescribeKey`);
    expect(stage.messages).not.toContain("\n");
  });

  test("has time for its reads in a short time-out", async () => {
    const stage = new Stage(cloud, 1, () => true);
    stage.timeout = 1;
    const begun = Date.now();
    expect(await stage.outcome(operation)).not.toBeInstanceOf(Error);
    expect((stage.reads[1] ?? 0) - begun).toBeLessThan(1_000);
  });
});

test.each(Object.entries(LOOK_UPS))(
  "%s finds a key that is not found once, and asks for no listing",
  async (_, lookup) => {
    const stage = new Stage("alibaba", 1, () => true);
    expect(await stage.outcome(lookup)).toMatchObject({});
    // By alias, the key is found first, and then read in full.
    expect(stage.reads).toHaveLength(lookup === LOOK_UPS.byAlias ? 3 : 2);
    expect(stage.listings).toHaveLength(0);
  },
);

test("a deletion that finds no key drops it only if it is gone", async () => {
  const notFound = new CloudError("no such key", {
    kind: "notFound",
    cloud: "alibaba",
    action: "ScheduleKeyDeletion",
  });
  const stage = new Stage("alibaba", 0, () => true);
  stage.scheduled.mockRejectedValue(notFound);
  expect(await stage.outcome(destroy)).toBe(notFound);
});

test("one listing serves all keys that are gone at once", async () => {
  const stage = new Stage("tencent", Infinity, () => false);
  const calls = Array.from({ length: 50 }, () => refresh(stage));
  await stage.outcome(() => Promise.all(calls));
  expect(stage.listings).toHaveLength(1);
});
