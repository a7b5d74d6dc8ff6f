import type { CloudName } from "../../emulator/clouds";
import type { Method } from "../support/fake-clouds";
import type { Emulator } from "../support/emulator";
import { TENCENT_REGION } from "../support/emulator";
import { Outsider } from "../support/outsider";
import type { Fault } from "./run";
import type { Happening } from "./story";

const REGIONS: Record<CloudName, string> = {
  alibaba: "cn-hangzhou",
  tencent: TENCENT_REGION,
};

/** What the clouds answer to one who may not do something. */
const DENIALS: Record<CloudName, string> = {
  alibaba: "Forbidden.NoPermission",
  tencent: "UnauthorizedOperation",
};

/** Methods of a `KeyService` that are one action in both clouds, which no other method uses to change a key. */
export const ACTIONS = {
  create: "CreateKey",
  setDescription: "UpdateKeyDescription",
  enable: "EnableKey",
  scheduleDeletion: "ScheduleKeyDeletion",
  // Of the few keys of a story neither cloud's service lists the region.
  describe: "DescribeKey",
  listed: "DescribeKey",
} as const satisfies Partial<Record<Method, string>>;

export type DeniedMethod = keyof typeof ACTIONS;

export type ReplayedOutsider = Extract<Happening, { do: "outsider" }>;

/** Makes each call of the methods that a story's faults name fail, as long as the command runs. */
export async function deny(
  emulator: Emulator,
  faults: readonly Fault[],
): Promise<void> {
  for (const fault of faults) {
    if (!("call" in fault)) continue;
    const action = ACTIONS[fault.call as DeniedMethod];
    for (const cloud of ["alibaba", "tencent"] as const)
      await emulator.fault({
        cloud,
        action,
        kind: "error",
        code: DENIALS[cloud],
      });
  }
}

/** Others make a key, and its id is given. */
export async function makeForeignKey(
  emulator: Emulator,
  { cloud, alias }: Extract<Happening, { do: "foreignKey" }>,
): Promise<string> {
  const outsider = new Outsider(emulator);
  const region = REGIONS[cloud];
  const reply = await outsider.call(
    cloud,
    region,
    "CreateKey",
    cloud === "tencent" ? { Alias: alias } : {},
  );
  if (cloud === "tencent")
    return `${cloud}/${region}/${String(reply["KeyId"])}`;
  const { KeyId } = reply["KeyMetadata"] as { KeyId: string };
  await outsider.call(cloud, region, "CreateAlias", {
    KeyId,
    AliasName: `alias/${alias}`,
  });
  return `${cloud}/${region}/${KeyId}`;
}

/** Others change a key; where the cloud refuses that, so does the simulation's. */
export async function change(
  emulator: Emulator,
  id: string,
  happening: ReplayedOutsider,
): Promise<void> {
  const [cloud, region = "", KeyId = ""] = id.split("/") as [
    CloudName,
    string,
    string,
  ];
  const outsider = new Outsider(emulator);
  for (const [action, more] of requestsOf(cloud, happening))
    await outsider
      .call(cloud, region, action, { KeyId, ...more })
      .catch(() => undefined);
}

function requestsOf(
  cloud: CloudName,
  happening: ReplayedOutsider,
): [action: string, more: object][] {
  switch (happening.does) {
    case "disable":
      return [["DisableKey", {}]];
    case "enable":
      return [["EnableKey", {}]];
    case "describe":
      return [["UpdateKeyDescription", { Description: happening.text }]];
    default:
      throw new Error(`${happening.does} can't be replayed`);
    case "destroy": {
      const deletion: [string, object] = [
        "ScheduleKeyDeletion",
        { PendingWindowInDays: 10 },
      ];
      return cloud === "tencent" ? [["DisableKey", {}], deletion] : [deletion];
    }
  }
}
