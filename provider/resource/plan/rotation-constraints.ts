import type { Cloud } from "../../clouds/cloud";
import { DAY_SECONDS } from "../../clouds/common/time";
import type { InputName } from "../../model/inputs";
import type { CheckFailures } from "../values/failures";
import { isUnknown, valueAt } from "../values/properties";
import { parseInterval } from "../values/rotation";
import { specRule } from "../values/spec";
import { hasAlready, specOf, type CheckedInputs } from "./checked-inputs";

/** What rotation by the cloud and on demand demand of the key, of its instance, and of each other. */

export function rotation(checked: CheckedInputs): void {
  const { cloud, known, values, failures } = checked;
  if (known.rotation === undefined) return;
  const { interval } = known.rotation;
  const enabled = isRotated(checked);
  if (enabled) refuseUnrotatable("rotation", checked);
  if (interval !== undefined) checkInterval(interval, cloud, failures);
  else if (enabled && !isUnknown(valueAt(values, ["rotation", "interval"])))
    failures.add(
      ["rotation", "interval"],
      "required while rotation is enabled, such as 365d",
    );
}

/** Which keys no cloud rotates, neither by itself nor on demand. */
function refuseUnrotatable(
  input: InputName,
  { cloud, known, present, failures }: CheckedInputs,
): void {
  const name = specOf(known, present);
  const rule = name === undefined ? undefined : specRule(cloud.rules, name);
  if (rule && !rule.symmetric)
    failures.add(
      [input],
      `${cloud.title} rotates symmetric keys only, and ${failures.quote("spec", name)} is asymmetric`,
    );
  if (known.origin === "EXTERNAL")
    failures.add(
      [input],
      `${cloud.title} can't rotate keys of origin EXTERNAL, whose material is yours`,
    );
}

/** Only hardware instances have a choice of it, and it decides whether their keys rotate. */
export function storageMechanism(checked: CheckedInputs): void {
  const { cloud, known, present, failures } = checked;
  const { instances } = cloud.rules;
  const { keyStorageMechanism: mechanism } = known;
  if (mechanism === undefined || !instances) return;
  if (!present.has("dkmsInstanceId"))
    failures.add(
      ["keyStorageMechanism"],
      `on ${cloud.title} only keys of a hardware KMS instance have one: name the instance with dkmsInstanceId`,
    );
  const rotating = instances.rotatingMechanisms;
  if (isRotated(checked) && !rotating.includes(mechanism))
    failures.add(
      ["rotation"],
      `${cloud.title} doesn't rotate a key with keyStorageMechanism ${failures.quote("keyStorageMechanism")}, but one with ${rotating.join(" or ")}`,
    );
}

/** An instance's id doesn't show its kind. Only a hardware one is known by its mechanism. */
export function instanceRotation(checked: CheckedInputs): void {
  const { cloud, known, present, failures, warn } = checked;
  const max = cloud.rules.instances?.rotationMaxDays;
  const seconds = parseInterval(known.rotation?.interval ?? "");
  if (max === undefined || seconds === undefined || !isRotated(checked)) return;
  if (seconds <= max * DAY_SECONDS || !present.has("dkmsInstanceId")) return;
  const rule = `a KMS instance of ${cloud.title} takes at most ${String(max)}d`;
  if (known.keyStorageMechanism !== undefined)
    failures.add(["rotation", "interval"], rule);
  else if (!hasAlready(checked, ["rotation"]))
    warn(
      `rotation.interval: ${rule}, unless it is a Dedicated KMS of before 3.0; else it refuses the key.`,
    );
}

/** Rotation on demand. The clouds refuse it, too, but only when a later change asks for it. */
export function rotationTrigger(checked: CheckedInputs): void {
  const { cloud, known, present, failures } = checked;
  if (!present.has("rotationTrigger")) return;
  const refuse = (reason: string) => {
    failures.add(["rotationTrigger"], `${cloud.title} ${reason}`);
  };
  refuseUnrotatable("rotationTrigger", checked);
  switch (cloud.rules.rotation.onDemand) {
    case "softwareInstance":
      if (!present.has("dkmsInstanceId"))
        refuse(
          "rotates on demand only keys in a KMS instance of the software kind: use rotation, or name the instance of a new key with dkmsInstanceId",
        );
      else if (
        known.protectionLevel === "HSM" ||
        known.keyStorageMechanism !== undefined
      )
        refuse(
          `rotates on demand only keys in a KMS instance of the software kind, and ${known.protectionLevel === "HSM" ? "protectionLevel HSM" : "keyStorageMechanism"} is for the hardware kind`,
        );
      return;
    case "rotation":
      if (isRotated(checked) === false)
        refuse(
          "rotates on demand only keys whose rotation is on: set rotation",
        );
  }
}

/** Whether rotation is on; undefined while that is not known. */
function isRotated({
  known,
  present,
  values,
}: CheckedInputs): boolean | undefined {
  if (known.rotation === undefined)
    return present.has("rotation") ? undefined : false;
  const isOpen = isUnknown(valueAt(values, ["rotation", "enabled"]));
  return known.rotation.enabled ?? (isOpen ? undefined : true);
}

function checkInterval(
  interval: string,
  cloud: Cloud,
  failures: CheckFailures,
): void {
  const path = ["rotation", "interval"];
  const { minDays, maxDays, wholeDays } = cloud.rules.rotation;
  const seconds = parseInterval(interval);
  if (seconds === undefined)
    failures.add(
      path,
      "must be a whole number and a unit, d, h, m or s, such as 365d",
    );
  else if (seconds < minDays * DAY_SECONDS || seconds > maxDays * DAY_SECONDS)
    failures.add(
      path,
      `${cloud.title} takes ${String(minDays)}d to ${String(maxDays)}d`,
    );
  else if (wholeDays && seconds % DAY_SECONDS !== 0)
    failures.add(path, `${cloud.title} counts in whole days`);
}
