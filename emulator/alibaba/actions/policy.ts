import { ApiError } from "../errors";
import type { KeyRecord } from "../state/key";
import { PLACES } from "../tables/places";
import { keyAction } from "./action";
import { usableInstance } from "./instance-list";
import { policyText } from "./policy-text";

/** A key has one policy, and this is its name. */
const POLICY_NAME = {
  PolicyName: { type: "choice", values: ["default"] },
} as const;

/** Policies are kept and shown, but narrow nobody's rights (docs/clouds/alibaba.md#key-policies). */
export const POLICY_ACTIONS = {
  SetKeyPolicy: keyAction(
    { Policy: { type: "text", required: true }, ...POLICY_NAME },
    (call, key, { Policy }) => {
      checkSupport(key);
      const policy = policyText(Policy);
      if (key.dkmsInstanceId !== undefined)
        usableInstance(call.switches, key.dkmsInstanceId);
      call.keys.put({ ...key, policy });
      return {};
    },
  ),

  GetKeyPolicy: keyAction(POLICY_NAME, (_, key) => {
    checkSupport(key);
    if (key.policy === undefined)
      throw ApiError.because("Forbidden.ResourceNotFound", "Policy not found.");
    return { Policy: key.policy };
  }),
};

function checkSupport(key: KeyRecord): void {
  if (!PLACES[key.place].policy)
    throw ApiError.of("Forbidden.KeyPolicyUnSupported");
}
