import { createHash } from "node:crypto";
import fc from "fast-check";
import type { CloudName } from "../../../emulator/clouds";
import { present, validInputs } from "../../conformance/inputs";
import { secret, type Json, type Props } from "../protocol";
import type { Declared } from "./state";
import type { Random } from "./random";

/** Two regions of each cloud. Tencent's differ in their algorithm standards. */
export const REGIONS: Record<CloudName, [string, ...string[]]> = {
  alibaba: ["cn-hangzhou", "cn-shanghai"],
  tencent: ["ap-singapore", "ap-guangzhou"],
};
export const CLOUDS = ["alibaba", "tencent"] as const;

/** Specs that only regions of one standard offer. */
const HOME_OF_SPEC: Record<string, string> = {
  AES_256: "ap-singapore",
  SM2: "ap-guangzhou",
};

const LONG_AFTER_THE_RUN = ["2034-05-06T07:08:09Z", "2036-01-01T00:00:00Z"];

const POLICIES = ["kms:*", "kms:DescribeKey"].map((action) =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect: "Allow", Action: [action], Resource: ["*"] }],
  }),
);

/** A key with random inputs that its cloud accepts. */
export function newResource(random: Random, name: string): Declared {
  const cloud = random.pick(CLOUDS);
  const inputs = random.chance(0.15)
    ? externalInputs(random, cloud, name)
    : anyInputs(random, cloud, name);
  return { inputs, deleteBeforeReplace: random.chance(0.15) };
}

function anyInputs(random: Random, cloud: CloudName, name: string): Props {
  const seed = random.integer(0, 2 ** 30);
  const [sample = {}] = fc.sample(validInputs(cloud), { seed, numRuns: 1 });
  const region =
    (cloud === "tencent"
      ? HOME_OF_SPEC[sample["spec"] as string]
      : undefined) ?? random.pick(REGIONS[cloud]);
  return present({
    ...sample,
    tags: sample["tags"] && withoutProto(sample["tags"] as Props),
    region,
    alias: sample["alias"] && newAlias(random, name),
    additionalAliases: sample["additionalAliases"] && [`${name}-further`],
    policy:
      sample["dkmsInstanceId"] && random.chance(0.5)
        ? random.pick(POLICIES)
        : undefined,
  });
}

/** protobuf's own conversion, which the test client uses, drops this tag. */
function withoutProto(tags: Props): Props {
  return Object.fromEntries(
    Object.entries(tags).filter(([name]) => name !== "__proto__"),
  );
}

/** Inputs of a key with imported material, which may be added later. */
function externalInputs(random: Random, cloud: CloudName, name: string): Props {
  const region = random.pick(REGIONS[cloud]);
  const material = random.chance(0.7) ? materialFor(name, region) : undefined;
  return present({
    cloud,
    region,
    origin: "EXTERNAL",
    alias: random.chance(0.5) ? newAlias(random, name) : undefined,
    description: random.chance(0.5) ? "material of our own" : undefined,
    keyMaterial: material,
    keyMaterialExpiry:
      material && random.chance(0.5)
        ? random.pick(LONG_AFTER_THE_RUN)
        : undefined,
  });
}

/** Always the same for one resource, because a key accepts only its first material again. SM4's keys are shorter. */
function materialFor(name: string, region: string): Json {
  const bytes = createHash("sha256").update(`material of ${name}`).digest();
  const size = region === "ap-guangzhou" ? 16 : 32;
  return secret(bytes.subarray(0, size).toString("base64"));
}

/** Unique to this resource, because aliases are unique in an account and region. */
function newAlias(random: Random, name: string): string {
  return `${name}-${random.pick(["a", "b", "c"])}`;
}

type Change = (random: Random, inputs: Props, name: string) => Json | undefined;

/** A new value for each input that can be updated in place; undefined removes it from the program. */
const CHANGES: Record<string, Change> = {
  alias: (random, _, name) =>
    random.chance(0.8) ? newAlias(random, name) : undefined,
  additionalAliases: (random, { cloud }, name) =>
    cloud === "alibaba"
      ? random.pick([[`${name}-further`], [`${name}-other`], undefined])
      : undefined,
  description: (random) => random.pick(["", "first", "zweite 密钥", undefined]),
  enabled: (random) => random.pick([true, false, undefined]),
  tags: (random) =>
    random.pick<Json | undefined>([
      undefined,
      {},
      { team: "orders" },
      { team: "billing", stage: "prod" },
    ]),
  rotation: (random, { cloud }) =>
    random.pick<Json | undefined>([
      undefined,
      { enabled: false },
      { interval: `${String(random.integer(7, 365))}d` },
      { enabled: true, interval: cloud === "alibaba" ? "17520h" : "8760h" },
    ]),
  deletionWindowInDays: (random) => random.pick([7, 20, undefined]),
  deletionPolicy: (random) => random.pick(["DISABLE", undefined]),
  deletionProtection: (random) => random.pick([true, false, undefined]),
  policy: (random) => random.pick([...POLICIES, undefined]),
  keyMaterial: (random, { region }, name) =>
    random.chance(0.7) ? materialFor(name, region as string) : undefined,
  keyMaterialExpiry: (random) =>
    random.pick([...LONG_AFTER_THE_RUN, undefined]),
};

const SYMMETRIC = [undefined, "SYMMETRIC_DEFAULT", "AES_256", "AES_128", "SM4"];

/** Whether a key with these inputs accepts this input. */
function isOpen(input: string, inputs: Props): boolean {
  const external = inputs["origin"] === "EXTERNAL";
  switch (input) {
    case "rotation":
      return (
        !external && SYMMETRIC.includes(inputs["spec"] as string | undefined)
      );
    case "policy":
      return inputs["dkmsInstanceId"] !== undefined;
    case "deletionProtection":
      return inputs["cloud"] === "alibaba";
    case "keyMaterial":
      return external;
    case "keyMaterialExpiry":
      return inputs["keyMaterial"] !== undefined;
    case "enabled":
    case "deletionPolicy":
      return !external || inputs["keyMaterial"] !== undefined;
    default:
      return true;
  }
}

/** Gives another declaration of a resource. */
export type Alteration = (
  random: Random,
  name: string,
  declared: Declared,
) => Declared;

/** Changes one to three inputs that are updated in place. */
export const changed: Alteration = (random, name, declared) => {
  const inputs: Record<string, Json | undefined> = { ...declared.inputs };
  const open = Object.keys(CHANGES).filter((input) =>
    isOpen(input, declared.inputs),
  );
  for (const input of random.shuffled(open).slice(0, random.integer(1, 3)))
    inputs[input] = CHANGES[input]?.(random, declared.inputs, name);
  return { ...declared, inputs: withoutOrphans(present(inputs)) };
};

/** Removes inputs that are only valid beside another input. */
function withoutOrphans(inputs: Props): Props {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => isOpen(name, inputs)),
  );
}

/** Changes immutable inputs, possibly the cloud and region too. An alias stays if the new cloud can take it over. */
export const replaced: Alteration = (random, name, declared) => {
  const next = newResource(random, name);
  // If they were absent, the key's values would stay.
  next.inputs["spec"] ??= "SYMMETRIC_DEFAULT";
  next.inputs["origin"] ??= "KMS";
  const { cloud, alias } = declared.inputs;
  if (alias !== undefined && next.inputs["cloud"] === cloud)
    next.inputs["alias"] = alias;
  return { ...next, deleteBeforeReplace: declared.deleteBeforeReplace };
};

/** For the journal, without the key material. */
export function describeInputs({ inputs }: Declared): string {
  return JSON.stringify(
    inputs["keyMaterial"] ? { ...inputs, keyMaterial: "set" } : inputs,
  );
}
