import {
  ALIBABA,
  bag,
  listeningHost,
  sessionWith,
  URN,
} from "../../../tests/support/resource";
import type { Properties } from "../values/properties";
import { check } from "./check";

function failing(olds: Properties, news: Properties): string[] {
  const { failures } = check(
    {
      urn: URN,
      olds: bag(olds),
      news: bag(news),
      randomSeed: new Uint8Array(32),
    },
    sessionWith(),
    listeningHost(),
  );
  return failures.map(({ property }) => property);
}

const EXTERNAL = { ...ALIBABA, origin: "EXTERNAL" };
const MATERIAL = { keyMaterial: Buffer.alloc(32, 1).toString("base64") };
const RESTING: Properties = {
  enabled: false,
  deletionPolicy: "DISABLE",
  keyMaterialExpiry: "2030-01-31T00:00:00Z",
};

test("what a key without material refuses is accepted while keyMaterial is only removed, and refused once it is deleted", () => {
  const olds = { ...EXTERNAL, ...MATERIAL, ...RESTING };
  const kept = { enabled: false, deletionPolicy: "DISABLE" };
  expect(failing(olds, { ...EXTERNAL, ...kept })).toEqual([]);
  expect(
    failing(olds, { ...EXTERNAL, ...kept, deleteKeyMaterial: true }),
  ).toEqual(Object.keys(kept));
  expect(failing(olds, { ...EXTERNAL, ...RESTING })).toEqual([
    "keyMaterialExpiry",
  ]);
});

test("a past expiry is refused for new material, and accepted for a key that had it", () => {
  const past = { ...MATERIAL, keyMaterialExpiry: "2020-01-31T00:00:00Z" };
  expect(failing({}, { ...EXTERNAL, ...past })).toEqual(["keyMaterialExpiry"]);
  expect(
    failing({ ...EXTERNAL, ...past }, { ...EXTERNAL, ...past, enabled: true }),
  ).toEqual([]);
});

test("a disabled key whose material was never Pulumi's stays as it is", () => {
  const olds = { ...EXTERNAL, enabled: false };
  expect(failing(olds, { ...olds, description: "new" })).toEqual([]);
});
