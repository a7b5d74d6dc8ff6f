import {
  checked,
  bag,
  sessionWith,
  UNKNOWN,
  URN,
} from "../../../tests/support/resource";
import {
  combinations,
  ENTANGLED,
  SINGLE,
  SPEC_VALUES,
  USAGE_VALUES,
} from "../../../tests/support/new-keys";
import { nativeSpec } from "../../clouds/alibaba/mapping";
import { keyUsageOf } from "../../clouds/tencent/mapping";
import { INPUT_NAMES } from "../../model/inputs";
import type { CloudName } from "../../model/types";
import { createRequestOf } from "./create";
import type { Properties } from "../values/properties";
import { resolvedInputs } from "../plan/check";

const PLACES: Readonly<Record<CloudName, Properties[]>> = {
  alibaba: [
    { cloud: "alibaba", region: "cn-hangzhou" },
    { cloud: "alibaba", region: "ap-southeast-1" },
  ],
  tencent: [{ cloud: "tencent", region: "ap-guangzhou", alias: "a" }],
};
const CLOUD_NAMES = Object.keys(PLACES) as CloudName[];
/** What Create does before its first call to the cloud. */
function buildRequest(values: Properties): void {
  const { cloud, inputs } = resolvedInputs(bag(values));
  const request = createRequestOf(
    cloud,
    inputs,
    URN,
    sessionWith({}),
    undefined,
  );
  if (cloud.name === "alibaba") nativeSpec(request.spec, request.usage);
  else keyUsageOf(request);
}

/**
 * What is wrong with Check's result for these inputs: what it accepts can be requested, and what it refuses names an
 * input.
 */
function wrongIn(reply: ReturnType<typeof checked>): string | undefined {
  if (reply.failures.length > 0) {
    const odd = reply.failures.filter(
      ({ property }) =>
        property !== "" &&
        !INPUT_NAMES.some((name) => property.startsWith(name)),
    );
    return odd.length > 0 ? JSON.stringify(odd) : undefined;
  }
  try {
    buildRequest(reply.inputs.values);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

test.each(CLOUD_NAMES)(
  "%s: every new key that Check accepts can be requested",
  (name) => {
    const wrong: unknown[] = [];
    let passed = 0;
    const singles = [...combinations(SINGLE)];
    let turn = 0;
    for (const place of PLACES[name])
      for (const entangled of combinations(ENTANGLED)) {
        turn = (turn + 7) % singles.length;
        const inputs = { ...place, ...entangled, ...singles[turn] };
        const reply = checked(inputs);
        if (reply.failures.length === 0) passed += 1;
        const found = wrongIn(reply);
        if (found !== undefined) wrong.push([inputs, found]);
      }
    expect(wrong).toEqual([]);
    expect(passed).toBeGreaterThan(50);
  },
);

test.each(CLOUD_NAMES)(
  "%s: every replacement that Check accepts can be made, in its first Check and in its second",
  (name) => {
    const wrong: unknown[] = [];
    const [place = {}] = PLACES[name];
    for (const spec of SPEC_VALUES)
      for (const usage of USAGE_VALUES) {
        const olds = {
          ...place,
          ...(spec && { spec }),
          ...(usage && { usage }),
        };
        if (checked(olds).failures.length > 0) continue;
        for (const news of combinations({
          spec: SPEC_VALUES,
          usage: USAGE_VALUES,
          origin: [undefined, "EXTERNAL"],
        })) {
          const first = checked({ ...place, ...news }, { olds });
          const found = wrongIn(first) ?? wrongIn(checked(first.inputs.values));
          if (found !== undefined) wrong.push([olds, news, found]);
        }
      }
    expect(wrong).toEqual([]);
  },
);

test.each([
  ["alibaba", {}, { usage: "SIGN_VERIFY" }, "usage"],
  ["tencent", {}, { usage: "SIGN_VERIFY" }, "usage"],
  ["alibaba", {}, { spec: "RSA_4096" }, "spec"],
  ["alibaba", { region: "ap-southeast-1" }, { spec: "SM2" }, "spec"],
  [
    "alibaba",
    {},
    { spec: "native:EC_P256", usage: "ENCRYPT_DECRYPT" },
    "usage",
  ],
  [
    "tencent",
    {},
    { spec: "native:ASYMMETRIC_DECRYPT_RSA_2048", usage: "SIGN_VERIFY" },
    "usage",
  ],
  ["alibaba", {}, { spec: "RSA_2048", origin: "EXTERNAL" }, "origin"],
] as const)(
  "%s %j: %j is refused on a new key and over an old one",
  (name, at, news, property) => {
    const place = { ...PLACES[name][0], ...at };
    for (const olds of [undefined, place]) {
      const { failures } = checked({ ...place, ...news }, olds && { olds });
      expect(failures.map((failure) => failure.property)).toEqual([property]);
    }
  },
);

test("what is not known yet is not refused", () => {
  for (const name of CLOUD_NAMES) {
    const [place] = PLACES[name];
    expect(
      checked({ ...place, spec: UNKNOWN, usage: "SIGN_VERIFY" }).failures,
    ).toEqual([]);
  }
  expect(
    checked({
      ...PLACES.alibaba[0],
      spec: "RSA_4096",
      dkmsInstanceId: UNKNOWN,
    }).failures,
  ).toEqual([]);
});
