import { MemoryStore, type Change } from "./store";

/** A journal whose writes end when the test says so. */
class SlowJournal {
  readonly writes: { changes: readonly Change[]; end(error?: Error): void }[] =
    [];

  write(changes: readonly Change[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve());
      this.writes.push({ changes, end });
    });
  }
}

async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}

/** Whether the promise has resolved by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await settled();
  return done;
}

test("collections of one name are one collection, of other names apart", () => {
  const store = new MemoryStore();
  store.collection<number>("a").put("1", 10);
  store.collection<number>("b").put("1", 20);
  expect(store.collection("a").get("1")).toBe(10);
  expect(store.collection("a").size).toBe(1);
  store.collection("a").delete("1");
  expect([...store.collection("a").values()]).toEqual([]);
  expect([...store.collection("b").values()]).toEqual([20]);
});

test("without a journal nothing has to be waited for", async () => {
  const store = new MemoryStore();
  store.collection<number>("a").put("1", 10);
  await store.committed();
});

test("what was stored is there, and is not written again", async () => {
  const journal = new SlowJournal();
  const stored = [{ collection: "a", id: "x/y", value: 1 }];
  const store = new MemoryStore(stored, journal);
  expect(store.collection("a").get("x/y")).toBe(1);
  await store.committed();
  expect(journal.writes).toHaveLength(0);
});

test("requests during a write share the next one, with the latest value of each id", async () => {
  const journal = new SlowJournal();
  const store = new MemoryStore([], journal);
  const numbers = store.collection<number>("a");
  numbers.put("1", 10);
  const first = store.committed();
  await settled();
  numbers.put("1", 11);
  const second = store.committed();
  numbers.put("1", 12);
  numbers.put("2", 20);
  numbers.delete("2");
  const third = store.committed();
  await settled();
  expect(journal.writes).toHaveLength(1);
  journal.writes[0]!.end();
  expect(await isDone(first)).toBe(true);
  expect(await isDone(second)).toBe(false);
  expect(journal.writes).toHaveLength(2);
  expect(journal.writes[1]!.changes).toEqual([
    { collection: "a", id: "1", value: 12 },
    { collection: "a", id: "2", value: undefined },
  ]);
  journal.writes[1]!.end();
  expect(await isDone(second)).toBe(true);
  expect(await isDone(third)).toBe(true);
});

test("a reader waits for the write whose result it may have seen", async () => {
  const journal = new SlowJournal();
  const store = new MemoryStore([], journal);
  store.collection<number>("a").put("1", 10);
  void store.committed();
  await settled();
  const reader = store.committed();
  expect(await isDone(reader)).toBe(false);
  journal.writes[0]!.end();
  expect(await isDone(reader)).toBe(true);
});

test("a write that fails is reported to its requests and taken along by the next", async () => {
  const journal = new SlowJournal();
  const store = new MemoryStore([], journal);
  const numbers = store.collection<number>("a");
  numbers.put("1", 10);
  numbers.put("2", 20);
  const first = store.committed();
  await settled();
  numbers.put("2", 21);
  journal.writes[0]!.end(new Error("disk full"));
  await expect(first).rejects.toThrow("disk full");
  const second = store.committed();
  await settled();
  expect(journal.writes[1]!.changes).toEqual([
    { collection: "a", id: "1", value: 10 },
    { collection: "a", id: "2", value: 21 },
  ]);
  journal.writes[1]!.end();
  await second;
});

test("clearing deletes everything, in the journal too", async () => {
  const journal = new SlowJournal();
  const stored = [{ collection: "a", id: "1", value: 1 }];
  const store = new MemoryStore(stored, journal);
  store.collection<number>("b").put("2", 2);
  store.clear();
  expect(store.collection("a").size + store.collection("b").size).toBe(0);
  void store.committed();
  await settled();
  expect(journal.writes[0]!.changes).toEqual([
    { collection: "b", id: "2", value: undefined },
    { collection: "a", id: "1", value: undefined },
  ]);
  journal.writes[0]!.end();
});
