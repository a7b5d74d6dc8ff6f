import type {
  Properties,
  Value,
} from "../../provider/resource/values/properties";
import { SPECS } from "../../provider/model/types";

/** Inputs of new keys in all their combinations, sound ones and others. */

type ValueTable = Readonly<Record<string, (Value | undefined)[]>>;

const MATERIALS = [16, 32].map((size) =>
  Buffer.alloc(size, 1).toString("base64"),
);
const NATIVES = [
  "native:RSA_2048",
  "native:EC_P256",
  "native:Aliyun_AES_256",
  "native:ENCRYPT_DECRYPT",
  "native:ASYMMETRIC_DECRYPT_RSA_2048",
  "native:ASYMMETRIC_SIGN_VERIFY_ECC",
  "native:NEW",
];
export const SPEC_VALUES = [undefined, ...SPECS, ...NATIVES];
export const USAGE_VALUES = [undefined, "ENCRYPT_DECRYPT", "SIGN_VERIFY"];

/** Inputs that depend on each other: all combinations are tried. */
export const ENTANGLED: ValueTable = {
  spec: SPEC_VALUES,
  usage: USAGE_VALUES,
  origin: [undefined, "KMS", "EXTERNAL"],
  rotation: [undefined, { interval: "30d" }, { enabled: false }],
  dkmsInstanceId: [undefined, "kst-hzz62ab0ad57t0example"],
  keyMaterial: [undefined, ...MATERIALS],
};
/** Inputs that depend on none or one of them: each value is tried in turn. */
export const SINGLE: ValueTable = {
  protectionLevel: [undefined, "SOFTWARE", "HSM"],
  hsmClusterId: [undefined, undefined, undefined, "cls-hsm-1"],
  enabled: [undefined, true, false],
  deletionPolicy: [undefined, "DISABLE"],
  policy: [undefined, undefined, "{}"],
};

/** Every choice of one value for each name; undefined leaves it out. */
export function* combinations(table: ValueTable): Generator<Properties> {
  const names = Object.keys(table);
  const counts = names.map((name) => table[name]?.length ?? 0);
  const total = counts.reduce((product, count) => product * count, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const chosen: Properties = {};
    names.forEach((name, place) => {
      const count = counts[place] ?? 1;
      const value = table[name]?.[rest % count];
      rest = Math.floor(rest / count);
      if (value !== undefined) chosen[name] = value;
    });
    yield chosen;
  }
}
