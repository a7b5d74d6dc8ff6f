import type { ListItem } from "../resource/values/requests";
import { Listings, type PageRequest } from "./listings";

const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `key-${String(index)}`);

/** A listing of some keys, and how often it was started and ended. */
function source(count: number) {
  const seen = { begun: 0, ended: 0 };
  async function* list(limit: number): AsyncGenerator<ListItem> {
    seen.begun += 1;
    try {
      for (const name of names(limit > 0 ? Math.min(limit, count) : count))
        yield await Promise.resolve({ id: name, name });
    } finally {
      seen.ended += 1;
    }
  }
  return { seen, list };
}

async function page(
  listings: Listings,
  list: (limit: number) => AsyncIterable<ListItem>,
  request: Partial<PageRequest>,
) {
  const items = listings.page(
    { limit: 0, pageSize: 0, token: "", ...request },
    list,
  );
  const ids: string[] = [];
  for (;;) {
    const result = await items.next();
    if (result.done === true) return { ids, token: result.value };
    ids.push(result.value.id);
  }
}

test("pages follow each other on one listing, and the last one has no token", async () => {
  const { seen, list } = source(5);
  const listings = new Listings();
  const first = await page(listings, list, { pageSize: 2 });
  const second = await page(listings, list, {
    pageSize: 2,
    token: first.token,
  });
  const third = await page(listings, list, {
    pageSize: 2,
    token: second.token,
  });
  expect([...first.ids, ...second.ids, ...third.ids]).toEqual(names(5));
  expect(second.ids).toHaveLength(2);
  expect(third.token).toBe("");
  expect(seen).toEqual({ begun: 1, ended: 1 });
});

test("a page that ends with the last item is the last page", async () => {
  const { list } = source(4);
  const listings = new Listings();
  const { token } = await page(listings, list, { pageSize: 2 });
  expect(await page(listings, list, { pageSize: 2, token })).toEqual({
    ids: ["key-2", "key-3"],
    token: "",
  });
});

test("an empty listing is one empty page", async () => {
  const { list } = source(0);
  expect(await page(new Listings(), list, {})).toEqual({ ids: [], token: "" });
});

test("a token also works in another process, which starts again and skips", async () => {
  const { seen, list } = source(5);
  const { token } = await page(new Listings(), list, { pageSize: 2 });
  const next = await page(new Listings(), list, { pageSize: 2, token });
  expect(next.ids).toEqual(["key-2", "key-3"]);
  expect(seen.begun).toBe(2);
});

test("the limit of the first page holds for all pages, whatever later requests say", async () => {
  const { list } = source(10);
  const listings = new Listings();
  const first = await page(listings, list, { pageSize: 3, limit: 5 });
  const { token } = first;
  for (const limit of [2, 5]) {
    const last = await page(new Listings(), list, {
      pageSize: 3,
      limit,
      token,
    });
    expect(last).toEqual({ ids: ["key-3", "key-4"], token: "" });
  }
});

test("a page is limited if the request sets no limit", async () => {
  const { list } = source(250);
  const listings = new Listings();
  const first = await page(listings, list, {});
  expect(first.ids).toHaveLength(100);
  expect(first.token).not.toBe("");
});

test("abandoned listings are ended", async () => {
  const { seen, list } = source(5);
  const listings = new Listings();
  for (let count = 0; count < 20; count += 1)
    await page(listings, list, { pageSize: 1 });
  expect(seen).toEqual({ begun: 20, ended: 4 });
  listings.close();
  await new Promise(setImmediate);
  expect(seen.ended).toBe(20);
});

test.each([
  "!",
  "bm90IGpzb24",
  Buffer.from('{"listing":1}').toString("base64"),
])("a token %s that is none is refused", async (token) => {
  const { list } = source(1);
  await expect(page(new Listings(), list, { token })).rejects.toThrow(
    "list again from the first page",
  );
});
