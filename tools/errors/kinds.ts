import type { ErrorKind } from "../../provider/clouds/errors";

/** What a kind of error means to the user, and what the provider does about it by itself. */
export const KINDS: Readonly<
  Record<ErrorKind, { meaning: string; conduct: string; remedy: string }>
> = {
  invalid: {
    meaning: "The cloud does not accept a value.",
    conduct: "fails at once",
    remedy: "Correct the input that the message names.",
  },
  unsupported: {
    meaning: "The cloud, region or edition has no such thing.",
    conduct: "fails at once",
    remedy: "Leave the feature out, or use a region or edition that has it.",
  },
  notFound: {
    meaning: "The cloud has no such key or alias in this account and region.",
    conduct:
      "on refresh and import the key counts as gone, on delete as deleted; else fails",
    remedy:
      "Check the id. `pulumi refresh` takes a key that is gone out of the state.",
  },
  state: {
    meaning: "The key is in a state that does not allow this.",
    conduct: "reads the key to see whether the change was made already",
    remedy: "`pulumi refresh` shows the key's state.",
  },
  aliasTaken: {
    meaning: "Another key has the alias.",
    conduct: "fails, and names that key, its state and how to import it",
    remedy: "Import that key, or choose another alias.",
  },
  quota: {
    meaning: "A quota of the account is used up.",
    conduct: "fails at once",
    remedy: "Raise the quota, or delete what is no longer needed.",
  },
  denied: {
    meaning: "The credentials may not do this.",
    conduct: "fails at once",
    remedy: "See [Permissions](permissions.md).",
  },
  unauthenticated: {
    meaning: "The credentials are missing, wrong or expired.",
    conduct: "renews temporary credentials once, where it can; else fails",
    remedy:
      "See [Installation & Configuration](installation-configuration.md).",
  },
  throttled: {
    meaning: "Too many requests.",
    conduct: "waits and tries again until the resource's time-out is over",
    remedy: "See [Big stacks](how-to/big-stacks.md).",
  },
  unavailable: {
    meaning: "The service can't be reached or is not ready.",
    conduct:
      "tries up to five times; waits for a KMS instance that is not ready",
    remedy: "Run the command again later.",
  },
  inUse: {
    meaning: "A cloud product still uses the key.",
    conduct: "fails, and leaves the key as it was",
    remedy: "Take the key out of use in that product first.",
  },
  protected: {
    meaning: "The key is protected against deletion.",
    conduct: "fails, and leaves the key as it was",
    remedy: "Run `pulumi up` with `deletionProtection: false` first.",
  },
  unknownOutcome: {
    meaning: "No answer came, so the request may have been carried out.",
    conduct:
      "tries up to five times what does no harm when done twice; after CreateKey it looks for the key",
    remedy: "Run the command again; it goes on where this one ended.",
  },
  uncertain: {
    meaning: "Whether a key was made can't be told.",
    conduct: "fails, and gives the command that lists such a key",
    remedy:
      "Run that command; import or delete what it lists before the next `pulumi up`.",
  },
  accountMismatch: {
    meaning: "The credentials belong to another account than the key.",
    conduct: "fails, and keeps the key in the state",
    remedy: "Use credentials of the key's account.",
  },
  cancelled: {
    meaning: "`pulumi` was interrupted.",
    conduct: "finishes the request under way, and begins no other",
    remedy: "Run the command again; it goes on where this one ended.",
  },
  deadline: {
    meaning: "The resource's time-out is over; 10 minutes by default.",
    conduct: "begins nothing new",
    remedy:
      "Run the command again, or allow more time with the option `customTimeouts`.",
  },
};
