import type { Account, Accounts, Store, Switches } from "../../core/contract";
import { ApiError, type ErrorCode } from "../errors";
import { validate, type Rules, type Values } from "../rules";
import type { Aliases } from "../state/aliases";
import type { KeyRecord } from "../state/key";
import type { Keys, Scope } from "../state/keys";
import { LIMITS } from "../tables/limits";
import { refusalOf } from "../tables/states";
import type { Fields } from "../wire/reply";
import { findKey } from "./key-id";

/** A request that has passed the gateway, with all that an action may need. */
export interface Call extends Scope {
  action: string;
  caller: Account;
  /** The emulator's time, in epoch ms. */
  now: number;
  keys: Keys;
  aliases: Aliases;
  store: Store;
  accounts: Accounts;
  switches: Switches;
}

export interface Action {
  /** The names of what it takes. */
  parameters: readonly string[];
  handle(call: Call, raw: ReadonlyMap<string, string>): Fields;
}

/** An action by its parameters and its effect; what it returns is the reply beside RequestId. */
export function action<const P extends Rules>(
  parameters: P,
  run: (call: Call, values: Values<P>) => Fields,
): Action {
  return {
    parameters: Object.keys(parameters),
    handle: (call, raw) => run(call, read(call, parameters, raw)),
  };
}

const KEY_ID = {
  KeyId: {
    type: "text",
    required: true,
    maxCharacters: LIMITS.keyIdCharacters,
  },
} as const satisfies Rules;

/** An action on the key that KeyId names: the key must exist, and be in a state that allows the action. */
export function keyAction<const P extends Rules>(
  parameters: P,
  run: (call: Call, key: KeyRecord, values: Values<P>) => Fields,
  { alias = false } = {},
): Action {
  return {
    parameters: ["KeyId", ...Object.keys(parameters)],
    handle: (call, raw) => {
      const { KeyId } = read(call, KEY_ID, raw);
      const values = read(call, parameters, raw);
      return run(call, usableKey(call, KeyId, alias), values);
    },
  };
}

function read<P extends Rules>(
  call: Call,
  parameters: P,
  raw: ReadonlyMap<string, string>,
): Values<P> {
  return validate(parameters, raw, (name) =>
    missingParameter(call.switches, name),
  );
}

/** The key by its id, if it is in a state that the action is allowed in. */
export function usableKey(
  call: Call,
  keyId: string,
  alias: boolean,
  missing?: ErrorCode,
): KeyRecord {
  const key = findKey(call, keyId, alias, missing);
  const unsureRows = call.switches.get<boolean>("alibaba.unsureStateRows");
  const refusal = refusalOf(call.action, key.state, unsureRows);
  if (refusal !== undefined) throw ApiError.of(refusal);
  return key;
}

export function missingParameter(switches: Switches, name: string): ApiError {
  if (switches.get<string>("alibaba.missingParameterCode") !== "gateway")
    return ApiError.of("MissingParameter", name);
  const message = `${name} is mandatory for this action.`;
  return ApiError.custom(`Missing${name}`, 400, message);
}
