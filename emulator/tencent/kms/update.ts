import type * as z from "zod";
import type { Context } from "../context";
import { refusal } from "../wire/errors";
import type { UpdateAlias, UpdateKeyDescription } from "./parameters";
import { keyOf } from "./read";
import { stateAfter } from "./states";

/** Aliases are unique in a region or account, keys pending deletion included unless a switch frees theirs. */
export function checkAlias(
  { caller, keys, region, switches }: Context,
  alias: string,
  except?: string,
): void {
  const holdWhilePending = switches.get<boolean>(
    "tencent.aliasHeldWhilePending",
  );
  const inRegion = switches.get<string>("tencent.aliasScope") === "region";
  const holder = keys
    .withAlias(caller.account, inRegion ? region : undefined, alias)
    .filter((key) => holdWhilePending || key.state !== "PendingDelete")
    .find((key) => key.keyId !== except);
  if (holder)
    throw refusal(
      "InvalidParameterValue.AliasAlreadyExists",
      `The key ${holder.keyId} in ${holder.region} has it.`,
    );
}

/** docs/clouds/tencent.md#alias-and-description */
export function updateAlias(
  { KeyId, Alias }: z.output<typeof UpdateAlias>,
  context: Context,
): void {
  const { keys, switches } = context;
  const key = keyOf(KeyId, context);
  stateAfter("UpdateAlias", key.state, switches);
  const sameRefused = switches.get<boolean>("tencent.sameAliasRefused");
  checkAlias(context, Alias, sameRefused ? undefined : KeyId);
  keys.put({ ...key, alias: Alias });
}

/** docs/clouds/tencent.md#alias-and-description */
export function updateKeyDescription(
  { KeyId, Description }: z.output<typeof UpdateKeyDescription>,
  context: Context,
): void {
  const key = keyOf(KeyId, context);
  stateAfter("UpdateKeyDescription", key.state, context.switches);
  context.keys.put({ ...key, description: Description });
}
