import * as z from "zod";
import { faultForm, limitForm, switchForm } from "./http/forms";
import type { SeedParts } from "./seed";
import type { Faults } from "./traffic/faults";
import type { Limits } from "./traffic/limits";
import { UserError } from "./user-error";

/** What an emulator holds, but for its log and counts of requests. */
export interface StateParts extends SeedParts {
  faults: Faults;
  limits: Limits;
  /** Makes the clouds anew, which remember what they have read of the store. */
  renewClouds: () => void;
}

/** Its number goes up when the form changes. */
const FORM = "kms-emulator state 1";

function stateForm({ clouds }: StateParts) {
  return z.strictObject({
    form: z.literal(FORM),
    values: z.array(z.tuple([z.string(), z.string(), z.json()])),
    switches: switchForm,
    faults: z.array(faultForm(clouds)),
    limits: z.array(limitForm(clouds)),
  });
}

/** What `GET /_emulator/state` gives, and `POST` takes: key material is in it, in clear. */
export type WholeState = z.output<ReturnType<typeof stateForm>>;

export function exportState({ store, switches, faults, limits }: StateParts) {
  const set = Object.entries(switches.list())
    .filter(([, { value, default: initial }]) => value !== initial)
    .map(([name, { value }]) => [name, value] as const);
  return {
    form: FORM,
    values: Array.from(store.values(), ({ collection, id, value }) => [
      collection,
      id,
      value,
    ]),
    switches: Object.fromEntries(set),
    faults: faults.left(),
    limits: limits.list(),
  };
}

/** Replaces all by what was exported, or changes nothing. Throws UserError and ZodError. */
export function importState(parts: StateParts, asked: unknown): void {
  const { store, switches, faults, limits, renewClouds } = parts;
  const state = stateForm(parts).parse(asked);
  const values = state.values.map(([collection, id, value]) => ({
    collection,
    id,
    value,
  }));
  const before = switches.list();
  try {
    switches.replace(state.switches);
    store.atomically(() => {
      store.replace(values);
      renewClouds();
      readAll(parts);
    });
  } catch (error) {
    switches.set(
      Object.fromEntries(
        Object.entries(before).map(([name, { value }]) => [name, value]),
      ),
    );
    renewClouds();
    throw error;
  }
  faults.clear();
  for (const rule of state.faults) faults.add(rule);
  limits.clear();
  // The newest comes first.
  for (const rule of state.limits.toReversed()) limits.set(rule);
}

/** A state that was changed by hand may hold anything. */
function readAll({ clouds, accounts, clock }: StateParts): void {
  try {
    for (const cloud of clouds) cloud.keys();
    accounts.list();
    new Date(clock.now()).toISOString();
  } catch (error) {
    throw new UserError(
      `values: they are none of a kms-emulator's (${(error as Error).message})`,
    );
  }
}
