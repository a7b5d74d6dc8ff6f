import {
  CLOUD_NAMES,
  PLACES,
  wrongIn,
} from "../../../tests/support/new-key-requests";
import {
  combinations,
  ENTANGLED,
  SPEC_VALUES,
} from "../../../tests/support/new-keys";
import { checked, UNKNOWN } from "../../../tests/support/resource";

const { spec = [], usage = [], origin = [], dkmsInstanceId = [] } = ENTANGLED;

test.each(CLOUD_NAMES)(
  "%s: what Check accepts of spec, usage, origin and instance can be requested",
  (name) => {
    const parts = { spec, usage, origin, dkmsInstanceId };
    const inputs = PLACES[name].flatMap((place) =>
      [...combinations(parts)].map((values) => ({ ...place, ...values })),
    );
    const replies = inputs.map((values) => checked(values));
    expect(replies.map(wrongIn).filter(Boolean)).toEqual([]);
    const accepted = replies.filter(({ failures }) => failures.length === 0);
    expect(accepted.length).toBeGreaterThan(20);
  },
);

test.each(CLOUD_NAMES)(
  "%s: what Check accepts in place of another spec can be requested, in its first Check and in its second",
  (name) => {
    const [place = {}] = PLACES[name];
    const olds = SPEC_VALUES.map((spec) => ({
      ...place,
      ...(spec && { spec }),
    }));
    const possible = olds.filter(
      (inputs) => checked(inputs).failures.length === 0,
    );
    const wrong = possible.flatMap((olds) =>
      SPEC_VALUES.map((spec) => {
        const news = { ...place, ...(spec && { spec }) };
        const first = checked(news, { olds });
        return wrongIn(first) ?? wrongIn(checked(first.inputs.values));
      }),
    );
    expect(wrong.filter(Boolean)).toEqual([]);
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
