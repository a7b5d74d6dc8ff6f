import type { CallContext, Key } from "../../clouds/cloud";
import type { CmkInputs } from "../../model/inputs";
import type { Properties } from "../values/properties";
import type { CallHost } from "../values/requests";

/** Warns of values that are new to this version of the provider. The state keeps what it has. */
export function warnOfUnknown(key: Key, host: CallHost): void {
  const { keyId, region, unknownParameters = {} } = key;
  for (const [name, { field, value }] of Object.entries(unknownParameters))
    host.log(
      "warning",
      `Key ${keyId} in ${region}: its ${field} is ${value}, which this version of the provider does not know. \`${name}\` stays as the state has it. Use a newer version of the provider.`,
    );
}

/** Changes made outside Pulumi since the last read, so that no preview has shown that the update undoes them. */
export function warnOfUnseenDrift(
  key: Key,
  desired: CmkInputs,
  oldOutputs: Properties,
  context: CallContext,
): void {
  const { keyId, region, state, deletionDate } = key;
  const add = (undone: string, undoing: string) => {
    context.warn(
      `Key ${keyId} in ${region} ${undone} since Pulumi last read it. This update ${undoing}. \`pulumi up --refresh\` shows such changes in its preview.`,
    );
  };
  if (state === "PendingDeletion" && oldOutputs["deletionDate"] === undefined)
    add(
      `was scheduled for destruction${deletionDate ? ` on ${deletionDate}` : ""}`,
      "cancels that",
    );
  if (state === "Archived" && oldOutputs["keyState"] !== "Archived")
    add("was archived", "takes it out of the archive");
  if (
    state === "Disabled" &&
    oldOutputs["enabled"] === true &&
    desired.enabled !== false
  )
    add("was disabled", "enables it again");
  if (
    key.deletionProtection &&
    oldOutputs["deletionProtection"] !== true &&
    desired.deletionProtection === false
  )
    add("was protected against deletion", "takes the protection off");
}
