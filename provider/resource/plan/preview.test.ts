import { ALIBABA, TENCENT, UNKNOWN } from "../../../tests/support/resource";
import type { Properties } from "../values/properties";
import { previewOutputs, updatedOutputs } from "./preview";

const made = (inputs: Properties) => previewOutputs(inputs, true);

test.each<[rotation: Properties, promised: Properties | undefined]>([
  [{ interval: "365d" }, { enabled: true, interval: "365d" }],
  [{ enabled: false, interval: "365d" }, { enabled: false }],
  [{ enabled: true }, undefined],
  [{ interval: UNKNOWN }, { enabled: true, interval: UNKNOWN }],
])(
  "rotation %j is promised in the form of the output",
  (rotation, promised) => {
    const inputs = { ...ALIBABA, rotation };
    expect(made(inputs)["rotation"]).toEqual(promised);
    const olds = { ...ALIBABA, rotation: { enabled: true, interval: "7d" } };
    expect(updatedOutputs(olds, olds, inputs)["rotation"]).toEqual(promised);
  },
);

test("a name that the provider makes is not promised, as another run makes another one", () => {
  expect(previewOutputs(TENCENT, false)).not.toHaveProperty("alias");
  expect(made(TENCENT)["alias"]).toBe("orders");
});

test("an input that the cloud does not have is not an output", () => {
  const inputs = { ...TENCENT, deletionProtection: false };
  expect(made(inputs)).not.toHaveProperty("deletionProtection");
});

test("another word for what the key has leaves the output as it is", () => {
  const outputs = { ...ALIBABA, spec: "AES_256" };
  const news = { ...ALIBABA, spec: "SYMMETRIC_DEFAULT", description: "new" };
  expect(updatedOutputs(outputs, outputs, news)).toMatchObject({
    spec: "AES_256",
    description: "new",
  });
});

test("what may turn out to be another key is not promised to be the same", () => {
  const outputs = { ...ALIBABA, keyId: "1234", arn: "acs:kms:1234" };
  const promised = updatedOutputs(ALIBABA, outputs, {
    ...ALIBABA,
    spec: UNKNOWN,
  });
  expect(promised).not.toHaveProperty("keyId");
  expect(promised).not.toHaveProperty("arn");
});
