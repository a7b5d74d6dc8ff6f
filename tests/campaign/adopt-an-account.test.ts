import { adoptAccount, LEFT } from "../support/adoption";

test("1,000 keys of all kinds, in 8 regions of both clouds, are imported without a change to any", async () => {
  expect(await adoptAccount(1_000)).toEqual({
    unchanged: true,
    imported: 1_000,
    left: LEFT,
    written: [],
    again: [],
  });
}, 900_000);
