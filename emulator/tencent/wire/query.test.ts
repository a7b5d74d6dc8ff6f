import { queryParameters } from "./query";

test.each<[string, object]>([
  ["", {}],
  ["Alias=a%20b+c%2B&Description=", { Alias: "a b c+", Description: "" }],
  [
    "Tags.1.TagKey=b&Tags.0.TagKey=a&Tags.0.TagValue=x.y",
    { Tags: [{ TagKey: "a", TagValue: "x.y" }, { TagKey: "b" }] },
  ],
  ["KeyIds.0=a&KeyIds.1=b", { KeyIds: ["a", "b"] }],
  ["KeyIds.1=a", { KeyIds: { 1: "a" } }],
  ["KeyIds.999999999=a", { KeyIds: { 999999999: "a" } }],
  ["0=a", { 0: "a" }],
])("%j holds %j", (query, parameters) => {
  expect(queryParameters(query)).toEqual(parameters);
});

test.each(["A=1&A=1", "A=1&A.0=1", "A.0=1&A=1", `${"A.".repeat(20)}B=1`])(
  "%j is refused",
  (query) => {
    expect(() => queryParameters(query)).toThrow(/The query's A/);
  },
);
