import fc from "fast-check";
import type { CloudName } from "../../emulator/clouds";
import { secret, type Json, type Props } from "../support/protocol";

/**
 * How many times as many cases the property tests try. 1 in CI; `CMK_PROPERTY_RUNS=100 npx jest tests/conformance` is
 * the long mode.
 */
const FACTOR = Number(process.env["CMK_PROPERTY_RUNS"] ?? 1);

export function runs(count: number): { numRuns: number } {
  return { numRuns: Math.ceil(count * FACTOR) };
}

/** What a test may take, in the long mode too. */
export const TIMEOUT_MS = 120_000 * Math.max(1, FACTOR);

/** A spec as a cloud offers it, with the usages that it has there. */
interface SpecCase {
  spec?: string;
  usages: string[];
  symmetric?: boolean;
  /** Needs an instance of one's own. */
  dedicated?: boolean;
  /** Where it is available, if not in the test's own region. */
  region?: string;
}

const ENCRYPT = "ENCRYPT_DECRYPT";
const SIGN = "SIGN_VERIFY";

/** From the vendors' CreateKey pages. */
const SPECS: Record<CloudName, SpecCase[]> = {
  alibaba: [
    { usages: [ENCRYPT], symmetric: true },
    { spec: "SYMMETRIC_DEFAULT", usages: [ENCRYPT], symmetric: true },
    { spec: "AES_256", usages: [ENCRYPT], symmetric: true },
    { spec: "SM4", usages: [ENCRYPT], symmetric: true },
    { spec: "AES_128", usages: [ENCRYPT], symmetric: true, dedicated: true },
    { spec: "RSA_2048", usages: [ENCRYPT, SIGN] },
    { spec: "RSA_3072", usages: [ENCRYPT, SIGN] },
    { spec: "EC_P256", usages: [SIGN] },
    { spec: "EC_P256K", usages: [SIGN] },
    { spec: "SM2", usages: [ENCRYPT, SIGN] },
  ],
  tencent: [
    { usages: [ENCRYPT], symmetric: true },
    { spec: "SYMMETRIC_DEFAULT", usages: [ENCRYPT], symmetric: true },
    { spec: "AES_256", usages: [ENCRYPT], symmetric: true },
    { spec: "RSA_2048", usages: [ENCRYPT, SIGN] },
    { spec: "SM2", usages: [ENCRYPT, SIGN], region: "ap-guangzhou" },
    { spec: "EC_P256", usages: [SIGN] },
    { spec: "EC_P384", usages: [SIGN] },
    { spec: "RSA_3072", usages: [SIGN] },
    { spec: "DILITHIUM", usages: [SIGN] },
    { spec: "KYBER_AES", usages: [ENCRYPT] },
  ],
};

export const REGIONS: Record<CloudName, string> = {
  alibaba: "cn-hangzhou",
  tencent: "ap-singapore",
};

/** Well-formed ids of keys that are nowhere. */
export const ANY_ID: Record<CloudName, string> = {
  alibaba: "alibaba/cn-hangzhou/00000000-0000-4000-8000-000000000000",
  tencent: "tencent/ap-singapore/00000000-0000-4000-8000-000000000000",
};

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: undefined });

/** Each use takes a name of its own, since both clouds keep aliases unique. */
let aliases = 0;
const alias = fc
  .stringMatching(/^[A-Za-z0-9]{1,12}[A-Za-z0-9_-]{0,8}$/)
  .filter((text) => !/^(kms-|acs)/i.test(text))
  .map((text) => () => `${text}-${String((aliases += 1))}`);

const description = fc.oneof(
  fc.constantFrom("", "orders", "schlüssel 😀 密钥"),
  fc.string({ unit: "grapheme", maxLength: 40 }).filter(isPlainText),
);

function isPlainText(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.trim() === text;
}

const intervals: Record<CloudName, fc.Arbitrary<string>> = {
  alibaba: fc.oneof(
    fc.integer({ min: 7, max: 730 }).map((days) => `${String(days)}d`),
    fc.integer({ min: 168, max: 17_520 }).map((hours) => `${String(hours)}h`),
    fc.constantFrom("31536000s", "10080m"),
  ),
  tencent: fc.oneof(
    fc.integer({ min: 7, max: 365 }).map((days) => `${String(days)}d`),
    fc.constantFrom("31536000s", "168h"),
  ),
};

function rotation(cloud: CloudName): fc.Arbitrary<Props> {
  const interval = intervals[cloud];
  return fc.oneof(
    fc.record({ interval }),
    fc.record({ enabled: fc.constant(true), interval }),
    fc.record({ enabled: fc.constant(false) }),
    fc.record({ enabled: fc.constant(false), interval }),
  );
}

const tagKey = fc
  .stringMatching(/^[A-Za-z0-9._-]{1,16}$/)
  .filter(
    (text) => !/^(aliyun|acs|qcs:|qcloud|tencent|project|pulumi)/i.test(text),
  );
const tagValue = fc.stringMatching(/^[A-Za-z0-9._@-]{1,16}$/);
const tags = fc.dictionary(tagKey, tagValue, {
  maxKeys: 5,
  noNullPrototype: true,
});

const days: Record<CloudName, number> = { alibaba: 366, tencent: 30 };

const POLICY = {
  Version: "1",
  Statement: [{ Effect: "Allow", Action: ["kms:*"], Resource: ["*"] }],
};

/** Valid inputs of a key on a cloud, with any of its features. */
export function validInputs(cloud: CloudName): fc.Arbitrary<Props> {
  return fc
    .constantFrom(...SPECS[cloud])
    .chain((choice) => inputsOf(cloud, choice));
}

/** Inputs of a key, and others to which it can be updated without being replaced. */
export function validUpdate(
  cloud: CloudName,
): fc.Arbitrary<{ before: Props; after: Props }> {
  return fc.constantFrom(...SPECS[cloud]).chain((choice) =>
    fc
      .tuple(inputsOf(cloud, choice), inputsOf(cloud, choice))
      .map(([before, after]) => ({
        before,
        after: {
          ...picked(after, (name) => !IMMUTABLE.has(name)),
          ...picked(before, (name) => IMMUTABLE.has(name)),
        },
      })),
  );
}

const IMMUTABLE = new Set([
  "cloud",
  "region",
  "spec",
  "usage",
  "origin",
  "protectionLevel",
  "dkmsInstanceId",
  "keyStorageMechanism",
  "hsmClusterId",
]);

function picked(inputs: Props, wanted: (name: string) => boolean): Props {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => wanted(name)),
  );
}

function inputsOf(cloud: CloudName, choice: SpecCase): fc.Arbitrary<Props> {
  return fc
    .record({
      spec: fc.constant(choice.spec),
      usage: maybe(fc.constantFrom(...choice.usages)),
      region: choice.region
        ? fc.constant(choice.region)
        : maybe(fc.constant(REGIONS[cloud])),
      alias: maybe(alias),
      additionalAliases:
        cloud === "alibaba"
          ? maybe(fc.array(alias, { maxLength: 2 }))
          : fc.constant(undefined),
      description: maybe(description),
      rotation: choice.symmetric
        ? maybe(rotation(cloud))
        : fc.constant(undefined),
      enabled: maybe(fc.boolean()),
      tags: maybe(tags),
      deletionWindowInDays: maybe(fc.integer({ min: 7, max: days[cloud] })),
      deletionPolicy: maybe(fc.constantFrom("SCHEDULE_DELETION", "DISABLE")),
      ...ownFeatures(cloud, choice),
    })
    .map(({ alias, additionalAliases, ...inputs }) =>
      present({
        cloud,
        ...inputs,
        alias: alias?.(),
        additionalAliases: additionalAliases?.map((name) => name()),
      }),
    );
}

/** Features of one cloud alone. */
function ownFeatures(
  cloud: CloudName,
  { dedicated }: SpecCase,
): Record<string, fc.Arbitrary<Json | undefined>> {
  if (cloud === "tencent")
    return { hsmClusterId: maybe(fc.constant("cls-hsm-test")) };
  const instance = fc.constant("kst-test");
  return {
    protectionLevel: maybe(fc.constantFrom("SOFTWARE", "HSM")),
    deletionProtection: maybe(fc.boolean()),
    dkmsInstanceId: dedicated ? instance : maybe(instance),
  };
}

export function present(values: Record<string, Json | undefined>): Props {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    ),
  );
}

/** The same inputs with some of them wrapped as secrets, nested ones too. */
export function someSecret(inputs: Props): fc.Arbitrary<Props> {
  return fc
    .subarray(Object.keys(inputs))
    .map((names) =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [
          name,
          names.includes(name) ? secret(value) : value,
        ]),
      ),
    );
}

/** One value for each input that a cloud accepts, all of them valid together. */
export const EVERY_INPUT: Record<CloudName, Props> = {
  alibaba: {
    cloud: "alibaba",
    region: "cn-hangzhou",
    spec: "AES_256",
    usage: ENCRYPT,
    origin: "KMS",
    protectionLevel: "HSM",
    dkmsInstanceId: "kst-hzz62ab0ad57t0xxxxxxx",
    keyStorageMechanism: "HsmEncryptedDatabase",
    alias: "canary-alias",
    additionalAliases: ["canary-other"],
    description: "canary-description",
    rotation: { enabled: true, interval: "365d" },
    enabled: true,
    tags: { "canary-tag": "canary-value" },
    policy: JSON.stringify(POLICY),
    deletionProtection: false,
    deletionWindowInDays: 8,
    deletionPolicy: "SCHEDULE_DELETION",
    deleteKeyMaterial: false,
  },
  tencent: {
    cloud: "tencent",
    region: "ap-singapore",
    spec: "AES_256",
    usage: ENCRYPT,
    origin: "KMS",
    hsmClusterId: "cls-hsm-test",
    alias: "canary-alias",
    description: "canary-description",
    rotation: { enabled: true, interval: "365d" },
    rotationTrigger: "canary-trigger",
    enabled: true,
    tags: { "canary-tag": "canary-value" },
    deletionWindowInDays: 8,
    deletionPolicy: "SCHEDULE_DELETION",
    deleteKeyMaterial: false,
  },
};
