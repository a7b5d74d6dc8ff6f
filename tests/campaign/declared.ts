import type { KeyView } from "../../emulator/core/contract";
import { userTags } from "../engine/clouds";
import { unwrapped, type Props } from "../support/protocol";
import type { Declared } from "./state";

/** Alibaba's KeySpec, where it is not our own name. */
const ALIBABA_SPECS: Record<string, string> = {
  SYMMETRIC_DEFAULT: "Aliyun_AES_256",
  AES_256: "Aliyun_AES_256",
  AES_128: "Aliyun_AES_128",
  SM4: "Aliyun_SM4",
  SM2: "EC_SM2",
};

/** Tencent's KeyUsage for a spec's decryption and its signatures; symmetric keys have one of their own. */
const TENCENT_USAGES: Record<string, Record<string, string>> = {
  RSA_2048: {
    ENCRYPT_DECRYPT: "ASYMMETRIC_DECRYPT_RSA_2048",
    SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_RSA_2048",
  },
  SM2: {
    ENCRYPT_DECRYPT: "ASYMMETRIC_DECRYPT_SM2",
    SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_SM2",
  },
  EC_P256: { SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_ECC" },
  EC_P384: { SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_ECDSA384" },
};

const SYMMETRIC = ["SYMMETRIC_DEFAULT", "AES_256", "AES_128", "SM4"];
const DAY = 86_400;
const SECONDS: Record<string, number> = { d: DAY, h: 3600, m: 60, s: 1 };

interface Rotation {
  enabled?: boolean;
  interval?: string;
}

/** How the key in the cloud differs from what the program declares; empty if it does not. */
export function differences(
  key: KeyView,
  { inputs: wrapped }: Declared,
  defaultTags: Props,
): string[] {
  const inputs = unwrapped(wrapped) as Props;
  const found: string[] = [];
  const expect = (what: string, actual: unknown, wished: unknown) => {
    if (JSON.stringify(actual) !== JSON.stringify(wished))
      found.push(
        `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wished)}`,
      );
  };
  expect("the cloud", key.cloud, inputs["cloud"]);
  expect("the region", key.region, inputs["region"]);
  expect("the description", key.description, inputs["description"] ?? "");
  // An archived key can't be used either.
  const state = key.keyState === "Archived" ? "Disabled" : key.keyState;
  expect("the state", state, wishedState(inputs));
  expect(
    "the tags",
    userTagsOf(key),
    sorted({ ...defaultTags, ...(inputs["tags"] as Props) }),
  );
  expect("the rotation", rotationOf(key), wishedRotation(inputs));
  expect(
    "the origin",
    key["origin"] === "EXTERNAL",
    inputs["origin"] === "EXTERNAL",
  );
  (key.cloud === "alibaba" ? alibabaOnly : tencentOnly)(key, inputs, expect);
  return found;
}

type Expect = (what: string, actual: unknown, wished: unknown) => void;

function alibabaOnly(key: KeyView, inputs: Props, expect: Expect): void {
  const spec = specOf(inputs);
  expect("the spec", key.keySpec, ALIBABA_SPECS[spec] ?? spec);
  expect("the usage", key.keyUsage, usageOf(inputs).replace("_", "/"));
  const alias = inputs["alias"];
  expect(
    "the alias",
    key.aliases,
    typeof alias === "string" ? [`alias/${alias}`] : [],
  );
  expect(
    "the protection",
    key["deletionProtection"],
    inputs["deletionProtection"] ?? false,
  );
  for (const name of ["protectionLevel", "dkmsInstanceId"])
    if (inputs[name] !== undefined) expect(name, key[name], inputs[name]);
  if (typeof inputs["policy"] === "string")
    expect(
      "the policy",
      JSON.parse(String(key["policy"])),
      JSON.parse(inputs["policy"]),
    );
}

function tencentOnly(key: KeyView, inputs: Props, expect: Expect): void {
  const spec = specOf(inputs);
  const usage = SYMMETRIC.includes(spec)
    ? "ENCRYPT_DECRYPT"
    : TENCENT_USAGES[spec]?.[usageOf(inputs)];
  expect("the usage", key.keyUsage, usage);
  if (inputs["alias"] !== undefined)
    expect("the alias", key.aliases, [inputs["alias"]]);
  if (inputs["hsmClusterId"] !== undefined)
    expect("the cluster", key["hsmClusterId"], inputs["hsmClusterId"]);
}

function specOf({ spec }: Props): string {
  return typeof spec === "string" ? spec : "SYMMETRIC_DEFAULT";
}

function usageOf(inputs: Props): string {
  if (typeof inputs["usage"] === "string") return inputs["usage"];
  return SYMMETRIC.includes(specOf(inputs)) ? "ENCRYPT_DECRYPT" : "SIGN_VERIFY";
}

function wishedState({ origin, keyMaterial, enabled }: Props): string {
  if (origin === "EXTERNAL" && keyMaterial === undefined)
    return "PendingImport";
  return enabled === false ? "Disabled" : "Enabled";
}

function rotationOf(key: KeyView): string {
  if (!key.rotationEnabled) return "off";
  return key.cloud === "alibaba"
    ? String(key["rotationInterval"])
    : `${String(Number(key["rotateDays"]) * DAY)}s`;
}

function wishedRotation(inputs: Props): string {
  const rotation = inputs["rotation"] as Rotation | undefined;
  if (!rotation || rotation.enabled === false) return "off";
  const [, count, unit = ""] =
    /^(\d+)([dhms])$/.exec(rotation.interval ?? "") ?? [];
  return `${String(Number(count) * (SECONDS[unit] ?? 0))}s`;
}

function userTagsOf(key: KeyView): Record<string, string> {
  return sorted(userTags(key));
}

function sorted<Value>(values: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
