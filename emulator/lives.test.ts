import type { DestroyedKey, Life } from "./core/lives";
import { start, type Emulator } from "./index";
import { askControl } from "./testing/control";
import { Events } from "./testing/events";

/** What becomes of both clouds' keys, as the page shows it. */
let emulator: Emulator;
beforeEach(async () => {
  emulator = await start();
});
afterEach(() => emulator.close());

const DAY = 86_400;

const post = (name: string, body: object) =>
  askControl(emulator.url, "POST", name, body);
const advance = (days: number) => post("clock", { advanceSeconds: days * DAY });

/** What a page that opens now is told. */
async function told() {
  const events = await Events.open(emulator.url);
  events.close();
  const { destroyed } = events.all[1]!.data as { destroyed: DestroyedKey[] };
  const lives = events.of<{ cloud: string; life: Life }>("keys");
  return { lives, destroyed };
}

function inWords({ events, due }: Life): string[] {
  return [
    ...events.map(({ what, times = 1 }) => `${what} ${times}`),
    ...due.map(({ what }) => `due: ${what}`),
  ];
}

test("rotations are told with their number, and the next one", async () => {
  await post("seed", {
    keys: [
      { cloud: "alibaba", rotationInterval: "31536000s" },
      { cloud: "tencent", rotateDays: 365 },
    ],
  });
  await advance(366);
  await told();
  await advance(2 * 365);
  for (const { life } of (await told()).lives) {
    expect(inWords(life)).toEqual([
      "created 1",
      "rotated 1",
      "rotated 2",
      "due: rotated",
    ]);
    expect(life.versions).toBe(4);
    const [created, first] = life.events;
    expect((first!.at - created!.at) / 1000).toBeCloseTo(365 * DAY, -1);
  }
});

test("states are told in the cloud's own words, and the end of a key that is gone", async () => {
  const alibaba = { cloud: "alibaba", aliases: ["alias/a"] };
  const tencent = { cloud: "tencent", aliases: ["t"] };
  await post("seed", {
    keys: [
      { ...alibaba, keyState: "PendingDeletion" },
      { ...tencent, keyState: "PendingDelete" },
    ],
  });
  expect((await told()).lives.map(({ life }) => inWords(life))).toEqual([
    ["created 1", "PendingDeletion 1", "due: destroyed"],
    ["created 1", "Disabled 1", "PendingDelete 1", "due: destroyed"],
  ]);
  await advance(31);
  const { lives, destroyed } = await told();
  expect(lives).toEqual([]);
  expect(destroyed).toMatchObject([alibaba, tencent]);
  for (const key of destroyed) {
    expect(inWords(key).at(-1)).toBe("destroyed 1");
    expect(key.events.at(-1)!.at).toBeLessThan(Date.now() + 31 * DAY * 1000);
  }
});

test("a key that a seed has given its id has one life, and one that was never made has none", async () => {
  const keyId = "key-hzz-orders";
  await post("seed", { keys: [{ cloud: "alibaba", keyId }] });
  await post("seed", { keys: [{ cloud: "alibaba" }, { cloud: "nothing" }] });
  const { lives, destroyed } = await told();
  expect(lives.map(({ life }) => inWords(life))).toEqual([["created 1"]]);
  expect(destroyed).toEqual([]);
});
