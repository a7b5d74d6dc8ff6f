import type { CloudName } from "../../emulator/clouds";

/** Four regions of each cloud. */
export const REGIONS: Readonly<Record<CloudName, readonly string[]>> = {
  alibaba: ["cn-hangzhou", "cn-shanghai", "cn-beijing", "ap-southeast-1"],
  tencent: ["ap-guangzhou", "ap-shanghai", "ap-beijing", "ap-chengdu"],
};

/** A key of each kind, by the members that the emulator's seed has. */
const KINDS: Readonly<Record<CloudName, readonly object[]>> = {
  alibaba: [
    {},
    { description: "Encrypts: the *orders* database, 100 %" },
    { keySpec: "EC_P256K" },
    { keySpec: "RSA_2048" },
    { keySpec: "RSA_2048", keyUsage: "SIGN/VERIFY" },
    { keySpec: "EC_P256", tags: { team: "red", stage: "prod" } },
    { origin: "EXTERNAL" },
    { rotationInterval: "31536000s" },
    { rotationInterval: "604800s", keyState: "Disabled" },
    { keyState: "Disabled", description: "'${region}' \"z\" # no" },
    { deletionProtection: true },
    { protectionLevel: "HSM" },
    { dkmsInstanceId: "kst-hzz62ab0ad57t0xxxxxxx" },
    { aliases: ["alias/second"] },
  ],
  tencent: [
    {},
    { description: "Encrypts: the *invoices* bucket, 100 %" },
    { keyUsage: "ASYMMETRIC_DECRYPT_RSA_2048" },
    { keyUsage: "ASYMMETRIC_SIGN_VERIFY_SM2" },
    { keyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC", tags: { team: "red" } },
    { origin: "EXTERNAL" },
    { rotateDays: 365 },
    { rotateDays: 7, keyState: "Disabled" },
    { keyState: "Disabled", tags: { stage: "prod" } },
    { hsmClusterId: "cls-hsm-4f7bk1pz" },
  ],
};

/** Keys of others, of which a stack must leave each alone. */
const OTHERS: Readonly<Record<CloudName, readonly object[]>> = {
  alibaba: [
    { creator: "Ecs" },
    { keyState: "PendingDeletion" },
    { tags: { "pulumi-cmk": "0123456789abcdef.0123456789ab" } },
  ],
  tencent: [
    { owner: "cbs" },
    { keyState: "PendingDelete" },
    { keyState: "Archived" },
    { tags: { "pulumi-cmk-0": "0123456789abcdef" } },
  ],
};

/** So many keys of all kinds, over all regions, as an account has them after some years; and those of others in each region. */
export function accountOf(count: number): { keys: object[]; others: object[] } {
  const places = (Object.keys(REGIONS) as CloudName[]).flatMap((cloud) =>
    REGIONS[cloud].map((region) => ({ cloud, region })),
  );
  const keys = Array.from({ length: count }, (_, at) => {
    const { cloud, region } = places[at % places.length]!;
    const number = Math.floor(at / places.length);
    const kinds = KINDS[cloud];
    const kind = kinds[number % kinds.length] as { aliases?: string[] };
    const alias = `app/key-${String(number)}`;
    const aliases =
      cloud === "tencent"
        ? [`app-key-${String(number)}`]
        : number % 4 === 3
          ? []
          : [
              `alias/${alias}`,
              ...(kind.aliases ?? []).map(
                (each) => `${each}-${String(number)}`,
              ),
            ];
    return { cloud, region, ...kind, aliases };
  });
  const others = places.flatMap(({ cloud, region }) =>
    OTHERS[cloud].map((key) => ({ cloud, region, ...key })),
  );
  return { keys, others };
}
