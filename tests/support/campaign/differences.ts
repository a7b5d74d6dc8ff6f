import type { KeyView } from "../../../emulator/clouds";
import { userTags } from "../../engine/clouds";
import { unwrapped, type Props } from "../protocol";
import type { Declared } from "./state";

/** Alibaba's KeySpec, where it differs from our name for the spec. */
const ALIBABA_SPECS: Record<string, string> = {
  SYMMETRIC_DEFAULT: "Aliyun_AES_256",
  AES_256: "Aliyun_AES_256",
  AES_128: "Aliyun_AES_128",
  SM4: "Aliyun_SM4",
  SM2: "EC_SM2",
};

/** Tencent's KeyUsage of a spec, for decryption and for signing. All symmetric specs share one usage. */
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
  RSA_3072: { SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_RSA_3072" },
  DILITHIUM: { SIGN_VERIFY: "ASYMMETRIC_SIGN_VERIFY_DILITHIUM" },
  KYBER_AES: { ENCRYPT_DECRYPT: "ASYMMETRIC_Encrypt_Decrypt_Kyber_AES" },
};

const SYMMETRIC_USAGES: Record<string, string> = {
  ENCRYPT_DECRYPT: "ENCRYPT_DECRYPT",
};
const DAY = 86_400;
const SECONDS: Record<string, number> = { d: DAY, h: 3600, m: 60, s: 1 };

interface Rotation {
  enabled?: boolean;
  interval?: string;
}

/** How the key in the cloud differs from what the program declares; empty if it does not differ. */
export function differences(
  key: KeyView,
  { inputs: wrapped }: Declared,
  defaultTags: Props,
): string[] {
  const inputs = unwrapped(wrapped) as Props;
  const found: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      found.push(
        `${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
      );
  };
  expect("the cloud", key.cloud, inputs["cloud"]);
  expect("the region", key.region, inputs["region"]);
  expect("the description", key.description, inputs["description"] ?? "");
  // An archived key is unusable, like a disabled one.
  const state = key.keyState === "Archived" ? "Disabled" : key.keyState;
  expect("the state", state, expectedState(inputs) ?? state);
  expect(
    "the tags",
    userTagsOf(key),
    sorted({ ...defaultTags, ...(inputs["tags"] as Props) }),
  );
  expect("the rotation", rotationOf(key), expectedRotation(inputs));
  if (inputs["origin"] !== undefined)
    expect(
      "the origin",
      key["origin"] === "EXTERNAL",
      inputs["origin"] === "EXTERNAL",
    );
  (key.cloud === "alibaba" ? alibabaOnly : tencentOnly)(key, inputs, expect);
  return found;
}

type Expect = (what: string, actual: unknown, expected: unknown) => void;

function alibabaOnly(key: KeyView, inputs: Props, expect: Expect): void {
  // An input that the program leaves out accepts any value.
  if (typeof inputs["spec"] === "string") {
    const spec = inputs["spec"];
    expect("the spec", key.keySpec, ALIBABA_SPECS[spec] ?? spec);
  }
  if (typeof inputs["usage"] === "string")
    expect("the usage", key.keyUsage, inputs["usage"].replace("_", "/"));
  const { alias, additionalAliases = [] } = inputs;
  const names = [alias, ...(additionalAliases as unknown[])];
  expect(
    "the aliases",
    [...key.aliases].sort(),
    names
      .filter((name) => typeof name === "string")
      .map((name) => `alias/${name}`)
      .sort(),
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
  const { spec, usage } = inputs;
  if (typeof spec === "string") {
    const usages = TENCENT_USAGES[spec] ?? SYMMETRIC_USAGES;
    const open = Object.entries(usages)
      .filter(([name]) => usage === undefined || usage === name)
      .map(([, native]) => native);
    if (!open.includes(key.keyUsage)) expect("the usage", key.keyUsage, open);
  }
  if (inputs["alias"] !== undefined)
    expect("the alias", key.aliases, [inputs["alias"]]);
  if (inputs["hsmClusterId"] !== undefined)
    expect("the cluster", key["hsmClusterId"], inputs["hsmClusterId"]);
}

/** Undefined where the program doesn't manage the state: without keyMaterial, a key keeps the material that it has. */
function expectedState(inputs: Props): string | undefined {
  const { origin, keyMaterial, deleteKeyMaterial, enabled } = inputs;
  if (deleteKeyMaterial === true) return "PendingImport";
  if (origin === "EXTERNAL" && keyMaterial === undefined) return undefined;
  return enabled === false ? "Disabled" : "Enabled";
}

function rotationOf(key: KeyView): string {
  if (!key.rotationEnabled) return "off";
  return key.cloud === "alibaba"
    ? String(key["rotationInterval"])
    : `${String(Number(key["rotateDays"]) * DAY)}s`;
}

function expectedRotation(inputs: Props): string {
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
