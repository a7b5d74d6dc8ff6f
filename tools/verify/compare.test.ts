import { compare } from "./compare";
import type { Line } from "./transcript";

const line = (name: string, answer: Partial<Line>): Line => ({
  name,
  action: "DescribeKey",
  parameters: {},
  ...answer,
});

test("each field that differs is named, with what each has", () => {
  const emulator = [
    line("same", { status: 200, fields: { Tags: [] } }),
    line("differs", { status: 200, fields: { Key: { A: "", B: 1 } } }),
  ];
  const cloud = [
    line("same", { status: 200, fields: { Tags: [] } }),
    line("differs", { status: 200, fields: { Key: { B: 1, C: [2] } } }),
  ];
  expect(compare(emulator, cloud)).toEqual({
    same: 1,
    denied: [],
    unasked: [],
    differences: [
      {
        step: "differs",
        action: "DescribeKey",
        parts: [
          { path: "fields.Key.A", emulator: "", cloud: undefined },
          { path: "fields.Key.C.0", emulator: undefined, cloud: 2 },
        ],
      },
    ],
  });
});

test("an empty list is not the same as none, nor another key's state", () => {
  const emulator = [line("list", { fields: { Tags: [] } })];
  expect(
    compare(emulator, [line("list", { fields: {} })]).differences,
  ).toHaveLength(1);
  const after = [line("list", { fields: { Tags: [] }, after: "Enabled" })];
  expect(compare(emulator, after).differences).toHaveLength(1);
});

test("what a policy forbids is no difference of the cloud", () => {
  const emulator = [line("list", { status: 200 })];
  const cloud = [line("list", { status: 403, code: "Forbidden.NoPermission" })];
  expect(compare(emulator, cloud)).toEqual({
    same: 0,
    differences: [],
    unasked: [],
    denied: ["DescribeKey: Forbidden.NoPermission"],
  });
});

test("a step that only one of them has is not compared", () => {
  const { same, differences } = compare([line("new", {})], [line("old", {})]);
  expect({ same, differences }).toEqual({ same: 0, differences: [] });
});

test("what the cloud did not answer is no difference; what the emulator did not is one", () => {
  const answered = [line("list", { status: 200 })];
  const skipped = [line("list", { skipped: "no answer" })];
  expect(compare(answered, skipped)).toMatchObject({
    differences: [],
    unasked: [{ step: "list", why: "no answer" }],
  });
  expect(compare(skipped, answered).differences).toHaveLength(1);
  expect(compare(skipped, skipped).same).toBe(1);
});
