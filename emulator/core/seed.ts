import * as z from "zod";
import type { Accounts, Clock, CloudEmulator, KeyView } from "./contract";
import { accountForm, addAccount } from "./account-form";
import type { MemoryStore } from "./state/store";
import type { SwitchSettings } from "./switches";
import { refusal, UserError } from "./user-error";

/** What a seed works on. */
export interface SeedParts {
  clouds: readonly CloudEmulator[];
  accounts: Accounts;
  clock: Clock;
  store: MemoryStore;
  switches: SwitchSettings;
  /** Of clouds whose requests name no region: those that ports serve, by cloud, the main port's first. */
  portRegions: Readonly<Record<string, readonly [string, ...string[]]>>;
}

/** What a file of `--seed` and `POST /_emulator/seed` hold. */
function seedForm(clouds: readonly CloudEmulator[]) {
  const declared = clouds.flatMap(({ declares }) => Object.keys(declares));
  const ids = z.array(z.string().min(1)).optional();
  return z.strictObject({
    accounts: z.array(accountForm).default([]),
    keys: z
      .array(z.looseObject({ cloud: z.enum(clouds.map(({ name }) => name)) }))
      .default([]),
    ...Object.fromEntries(declared.map((name) => [name, ids])),
  });
}

/** Adds all that is asked for, or nothing. Throws UserError and ZodError. Gives the keys. */
export function seed(parts: SeedParts, asked: unknown) {
  const { clouds, store, switches } = parts;
  const form = seedForm(clouds).parse(asked);
  const declared = form as Record<string, unknown>;
  const before = switches.list();
  try {
    return store.atomically(() => {
      for (const account of form.accounts) addAccount(parts, account);
      for (const cloud of clouds)
        for (const [name, switchName] of Object.entries(cloud.declares)) {
          const ids = declared[name] as string[] | undefined;
          if (ids === undefined) continue;
          const { value, default: initial } = before[switchName]!;
          const known = value === initial ? [] : [String(value)];
          switches.set({ [switchName]: [...known, ...ids].join(",") });
        }
      return form.keys.map(({ cloud: name, ...key }, index) => {
        const cloud = clouds.find((each) => each.name === name)!;
        return inPlace(`keys.${index}`, () => seedKey(parts, cloud, key));
      });
    });
  } catch (error) {
    for (const { declares } of clouds)
      for (const name of Object.values(declares))
        switches.set({ [name]: before[name]!.value });
    throw error;
  }
}

/** A region without a port is allowed: control requests reach its keys, and no client does. */
function seedKey(
  { portRegions }: SeedParts,
  cloud: CloudEmulator,
  asked: Readonly<Record<string, unknown>>,
): KeyView {
  const { region = portRegions[cloud.name]?.[0] } = asked;
  return cloud.seedKey({ ...asked, region });
}

/** A refusal says which of the keys is meant. */
function inPlace<T>(place: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const text = refusal(error);
    throw text === undefined ? error : new UserError(`${place}: ${text}`);
  }
}
