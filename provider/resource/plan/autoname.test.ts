import fc from "fast-check";
import { CLOUDS } from "../../clouds/registry";
import { autoname, uniqueName } from "./autoname";
import { newToken, ownerIdOf, tokenIn } from "../values/owner";

const URN = "urn:pulumi:prod::infra::cmk:index:Cmk::orders";
const { rules } = CLOUDS.tencent;
const SEED = new Uint8Array(32).fill(7);

test("an owner id is the same in each run of one state, and another in every other state or resource", () => {
  expect(ownerIdOf("provider-1", URN)).toBe(ownerIdOf("provider-1", URN));
  expect(ownerIdOf("provider-1", URN)).toMatch(/^[0-9a-z]{16}$/);
  expect(ownerIdOf("provider-2", URN)).not.toBe(ownerIdOf("provider-1", URN));
  expect(ownerIdOf("provider-1", `${URN}2`)).not.toBe(
    ownerIdOf("provider-1", URN),
  );
});

test("the token of a unique name is found under its own owner only", () => {
  const owner = ownerIdOf("provider-1", URN);
  const token = newToken();
  const name = uniqueName(rules, "orders", owner, token);
  expect(tokenIn(name, owner)).toBe(token);
  expect(tokenIn(name, ownerIdOf("provider-2", URN))).toBeUndefined();
});

/** Of any characters, and of those that stay: only these make long names. */
const resourceName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.string({ unit: fc.constantFrom("a", "Z", "7", "-", "_"), maxLength: 100 }),
);

test("every resource name becomes an alias that the cloud takes", () => {
  fc.assert(
    fc.property(resourceName, (name) => {
      const alias = uniqueName(rules, name, ownerIdOf("p", URN), newToken());
      expect(alias.length).toBeLessThanOrEqual(rules.alias.max);
      expect(alias).toMatch(rules.alias.pattern);
      expect(alias).not.toMatch(rules.alias.reserved.pattern);
    }),
  );
});

test.each([
  ["orders", "orders"],
  ["my  orders!", "my-orders"],
  ["--orders__", "orders"],
  ["订单", "key"],
  ["kms-orders", "key-kms-orders"],
  ["x".repeat(40), "x".repeat(30)],
])("the alias of %s begins with %s", (name, base) => {
  expect(uniqueName(rules, name, "OWNER", "TOKEN")).toBe(`${base}-OWNER-TOKEN`);
});

test("an update with the plan of a preview gets the names that the preview has shown", () => {
  const nameFrom = (seed: Uint8Array) =>
    autoname(rules, URN, "p", seed, undefined);
  const NONE = new Uint8Array();
  expect(nameFrom(SEED)).toEqual(nameFrom(SEED));
  expect(nameFrom(SEED)).not.toEqual(nameFrom(NONE));
  expect(nameFrom(NONE)).not.toEqual(nameFrom(NONE));
});

test("auto-naming takes the engine's proposal as its beginning", () => {
  const autonaming = { mode: "propose", proposedName: "orders-1a2b" } as const;
  expect(autoname(rules, URN, "p", SEED, autonaming)).toEqual({
    alias: expect.stringMatching(/^orders-1a2b-\w{16}-\w{12}$/) as string,
  });
});

test("an enforced name is used exactly", () => {
  const autonaming = { mode: "enforce", proposedName: "orders" } as const;
  expect(autoname(rules, URN, "p", SEED, autonaming)).toEqual({
    alias: "orders",
  });
});

test("disabled auto-naming asks for an alias", () => {
  const autonaming = { mode: "disable", proposedName: "" } as const;
  expect(autoname(rules, URN, "p", SEED, autonaming)).toEqual({
    conflict: expect.stringContaining("give the key an alias") as string,
  });
});
