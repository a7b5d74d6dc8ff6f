import { doubledMember, samePolicy } from "./policy";

const statement = (members: object) =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", ...members }],
  });

const both = (one: object, other: object): [string, string] => [
  statement(one),
  statement(other),
];
const OPEN = { Action: "kms:*", Resource: "*" };
const DENY = { Effect: "Deny", Action: "kms:Decrypt", Resource: "*" };

test.each([
  both({ Action: "kms:*" }, { Action: ["kms:*"] }),
  both({ Action: ["a", "b"] }, { Action: ["b", "a"] }),
  both({ Action: ["a", "b", "a"] }, { Action: ["b", "a"] }),
  both({ NotAction: ["a", "b"] }, { NotAction: ["b", "a"] }),
  both({ Resource: "*" }, { Resource: ["*"] }),
  both({ NotResource: ["a", "b"] }, { NotResource: ["b", "a"] }),
  both(
    { Principal: { RAM: ["acs:ram::1:user/a", "acs:ram::1:user/b"] } },
    { Principal: { RAM: ["acs:ram::1:user/b", "acs:ram::1:user/a"] } },
  ),
  both({ Principal: { RAM: "a" } }, { Principal: { RAM: ["a"] } }),
  both({ NotPrincipal: { RAM: "a" } }, { NotPrincipal: { RAM: ["a"] } }),
  both(
    { Condition: { StringEquals: { "kms:tag/a": ["x", "y"] } } },
    { Condition: { StringEquals: { "kms:tag/a": ["y", "x"] } } },
  ),
  [
    JSON.stringify({ Statement: [OPEN, DENY], Version: "1" }),
    JSON.stringify({ Version: "1", Statement: [DENY, OPEN] }),
  ],
  [
    JSON.stringify({
      Statement: [OPEN, DENY, { ...DENY, Action: ["b", "a"] }],
    }),
    JSON.stringify({
      Statement: [{ ...DENY, Action: ["a", "b"] }, OPEN, DENY],
    }),
  ],
  [
    JSON.stringify({ Statement: [OPEN, { ...OPEN, Resource: ["*"] }] }),
    JSON.stringify({ Statement: [OPEN] }),
  ],
  [JSON.stringify({ Statement: OPEN }), JSON.stringify({ Statement: [OPEN] })],
  ['{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }'],
  ["no JSON", "no JSON"],
])("%s means the same as %s", (one, other) => {
  expect(samePolicy(one, other)).toBe(true);
  expect(samePolicy(other, one)).toBe(true);
});

test.each([
  both({ Action: "a" }, { Action: "b" }),
  both({ Action: ["a"] }, { NotAction: ["a"] }),
  both({ Action: ["a"] }, { Action: ["a", "b"] }),
  both({ Principal: { RAM: ["a"] } }, { Principal: { Service: ["a"] } }),
  both({ Effect: "Allow" }, { Effect: "Deny" }),
  both({ Sid: ["a", "b"] }, { Sid: ["b", "a"] }),
  both({ Sid: { a: ["x", "y"] } }, { Sid: { a: ["y", "x"] } }),
  both(
    { Condition: { StringEquals: { "kms:tag/a": ["x"] } } },
    { Condition: { StringEquals: { "kms:tag/a": ["y"] } } },
  ),
  ['{"b":[2,1]}', '{"b":[1,2]}'],
  ["no JSON", "no  JSON"],
  ["null", "{}"],
])("%s differs from %s", (one, other) => {
  expect(samePolicy(one, other)).toBe(false);
});

test("an absent policy is no policy", () => {
  expect(samePolicy(undefined, undefined)).toBe(true);
  expect(samePolicy("{}", undefined)).toBe(false);
});

test.each([
  ['{"a":1,"a":2}', "a"],
  ['{"Statement":[],"Version":"1","Statement":[]}', "Statement"],
  ['{"a":{"b":1,"c":{"d":1},"b":2}}', "b"],
  ['{"a":[{"b":1},{"b":1,"\\u0062" : 2}]}', "b"],
  ['{"a\\"}":1,"a\\"}":1}', 'a"}'],
  ['{"__proto__":1,"__proto__":2}', "__proto__"],
])("%s has a member twice", (text, member) => {
  JSON.parse(text);
  expect(doubledMember(text)).toBe(member);
});

test.each([
  "{}",
  '{"a":{"a":{"a":"a"}},"b":["a","a",{"a":1},{"a":1}]}',
  '{"a":"{\\"a\\":1,\\"a\\":2}","b":"\\"b\\":"}',
])("%s has no member twice", (text) => {
  JSON.parse(text);
  expect(doubledMember(text)).toBeUndefined();
});
