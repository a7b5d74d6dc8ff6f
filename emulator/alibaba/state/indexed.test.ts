import fc from "fast-check";
import { MemoryStore } from "../../core/state/store";
import { IndexedCollection } from "./indexed";

interface Note {
  order: number;
  id: string;
  shelves: string[];
}

function makeIndex(store: MemoryStore) {
  return new IndexedCollection<Note>(
    store.collection("notes"),
    (note) => note.id,
    (note) => note.shelves,
  );
}

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      id: fc.constantFrom("a", "b", "c", "d"),
      shelves: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("delete" as const),
      id: fc.constantFrom("a", "b", "c", "d"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
);

test("each group has its records, whatever was put, moved, deleted or cleared behind the index", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const store = new MemoryStore();
      const index = makeIndex(store);
      const model = new Map<string, Note>();
      for (const each of steps) {
        if (each.kind === "clear") {
          store.clear();
          model.clear();
        } else if (each.kind === "delete") {
          index.delete(each.id);
          model.delete(each.id);
        } else {
          const order = model.get(each.id)?.order ?? index.nextOrder();
          const note = { order, id: each.id, shelves: each.shelves };
          index.put(note);
          model.set(each.id, note);
        }
        for (const scope of ["x", "y", "z"]) {
          const expected = [...model.values()]
            .filter(({ shelves }) => shelves.includes(scope))
            .sort((a, b) => a.order - b.order)
            .map(({ id }) => id);
          expect(index.ids(scope)).toEqual(expected);
        }
      }
      const restarted = makeIndex(store);
      for (const scope of ["x", "y", "z"])
        expect(restarted.ids(scope)).toEqual(index.ids(scope));
    }),
  );
});

test("a group is in order of creation, also when the index is made anew", () => {
  const store = new MemoryStore();
  const index = makeIndex(store);
  for (const id of ["c", "a", "b"])
    index.put({ order: index.nextOrder(), id, shelves: ["x"] });
  expect(index.ids("x")).toEqual(["c", "a", "b"]);
  expect(makeIndex(store).ids("x")).toEqual(["c", "a", "b"]);
});
