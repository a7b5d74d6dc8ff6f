import { start, stopAll, type Client } from "../../testing/client";
import { Events } from "../../testing/events";

let client: Client;
let events: Events;

beforeEach(async () => {
  client = await start();
});
afterEach(async () => {
  events.close();
  await stopAll();
});

interface Key {
  keyId: string;
}

test("a page is told all that there is, and then what changes", async () => {
  await client.put("a", "first");
  await client.control("POST", "faults", { kind: "delay", ms: 0, count: 2 });
  events = await Events.open(client.url);
  expect(events.all[0]).toEqual({
    name: "start",
    data: { version: "1.2.3", clouds: ["alibaba", "tencent"] },
  });
  expect(events.all[1]?.data).toMatchObject({
    aheadSeconds: 0,
    faults: [{ id: 1, kind: "delay", hits: 0 }],
    limits: [],
    accounts: [{ accessKeyId: "emulator", account: "100000000001" }],
    destroyed: [],
  });
  expect(JSON.stringify(events.all[1])).not.toContain("emulator-secret");
  expect(events.of("requests")).toMatchObject([{ id: 1, action: "Put" }]);
  expect(events.of<Key>("keys").map(({ keyId }) => keyId)).toEqual(["first"]);

  const ready = events.all.length;
  await client.put("b", "second");
  await events.until(
    ({ name }) =>
      name === "keys" && events.of<Key>("keys").at(-1)?.keyId === "second",
  );
  const since = events.all.slice(ready);
  expect(since).toContainEqual({
    name: "settings",
    data: { faults: [{ id: 1, kind: "delay", ms: 0, count: 2, hits: 1 }] },
  });
  expect(events.of("requests")).toMatchObject([{ id: 1 }, { id: 2 }]);
});

test("a key that is gone is told by its id", async () => {
  await client.put("a", "first");
  events = await Events.open(client.url);
  await client.control("POST", "reset");
  const { data } = await events.until(({ name }) => name === "gone");
  expect(data).toEqual(["alibaba/first"]);
});

test("requests that come together are told together", async () => {
  events = await Events.open(client.url);
  await Promise.all(Array.from({ length: 300 }, () => client.call("Greet")));
  await events.until(() => events.of("requests").length === 300);
  const told = events.all.filter(({ name }) => name === "requests");
  // One is empty, from the beginning.
  expect(told.length).toBeLessThan(100);
});

test("requests that are forgotten are so for a page, too", async () => {
  await client.call("Greet");
  events = await Events.open(client.url);
  await client.control("DELETE", "requests");
  await client.call("Greet");
  await events.until(({ name }) => name === "forgotten");
  await events.until(() => events.of("requests").length === 2);
  expect(events.of("requests")).toMatchObject([{ id: 1 }, { id: 2 }]);
  const names = events.all.map(({ name }) => name);
  expect(names.lastIndexOf("requests")).toBeGreaterThan(
    names.indexOf("forgotten"),
  );
});

test("each page has its own events, and a closed one holds up no stop", async () => {
  const other = await Events.open(client.url);
  events = await Events.open(client.url);
  other.close();
  await client.call("Greet");
  await events.until(() => events.of("requests").length === 1);
  await stopAll();
});
