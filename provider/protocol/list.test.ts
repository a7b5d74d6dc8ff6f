import { UNKNOWN } from "../../tests/support/protocol";
import { RequestError } from "../resource/values/requests";
import { connected } from "../../tests/support/in-process";

test("List gives results, then the token of the next page", async () => {
  const ids = ["a", "b", "c"];
  const client = await connected({
    list: async function* () {
      for (const id of ids)
        yield await Promise.resolve({ id, name: `name of ${id}` });
    },
  });
  const first = await client.list({}, { pageSize: 2 });
  expect(first).toMatchObject({
    ids: ["a", "b"],
    names: ["name of a", "name of b"],
  });
  const continuation = first.token ?? "";
  const last = await client.list({}, { pageSize: 2, continuation });
  expect(last).toMatchObject({ ids: ["c"], token: "" });
});

test("List with an unknown query reports that nothing is known yet", async () => {
  const list = jest.fn();
  const client = await connected({ list });
  expect(await client.list({ region: UNKNOWN })).toMatchObject({
    computed: true,
    ids: [],
  });
  expect(list).not.toHaveBeenCalled();
});

test("List that fails in mid-stream ends with its status", async () => {
  const client = await connected({
    list: async function* () {
      yield await Promise.resolve({ id: "a", name: "" });
      throw new RequestError("UNAVAILABLE", "the cloud is away");
    },
  });
  await expect(client.list({})).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: "the cloud is away",
  });
});
