import type { ErrorKind } from "../../provider/clouds/errors";

/** What a kind of error means to the user, and what the provider does about it by itself. */
export const KINDS: Readonly<
  Record<ErrorKind, { meaning: string; conduct: string }>
> = {
  invalid: {
    meaning: "The cloud does not accept a value.",
    conduct: "fails at once",
  },
  unsupported: {
    meaning: "The cloud, region or edition has no such thing.",
    conduct: "fails at once",
  },
  notFound: {
    meaning: "The cloud has no such key or alias in this account and region.",
    conduct:
      "reads again, up to 10 seconds later; a key of the state counts as gone, with a warning, only if a listing of its region lacks it too; else fails",
  },
  state: {
    meaning: "The key is in a state that does not allow this.",
    conduct: "reads the key to see whether the change was made already",
  },
  aliasTaken: {
    meaning: "Another key has the alias.",
    conduct: "fails, and names that key, its state and how to import it",
  },
  quota: {
    meaning: "A quota of the account is used up.",
    conduct: "fails at once",
  },
  denied: {
    meaning: "The credentials may not do this.",
    conduct: "fails at once",
  },
  unauthenticated: {
    meaning: "The credentials are missing, wrong or expired.",
    conduct: "renews temporary credentials once, where it can; else fails",
  },
  throttled: {
    meaning: "Too many requests.",
    conduct: "waits and tries again until the resource's time-out is over",
  },
  unavailable: {
    meaning: "The service can't be reached or is not ready.",
    conduct:
      "tries up to five times; waits for a KMS instance that is not ready",
  },
  inUse: {
    meaning: "A cloud product still uses the key.",
    conduct: "fails, and leaves the key as it was",
  },
  protected: {
    meaning: "The key is protected against deletion.",
    conduct: "fails, and leaves the key as it was",
  },
  unknownOutcome: {
    meaning: "No answer came, so the request may have been carried out.",
    conduct:
      "tries up to five times what does no harm when done twice; after CreateKey it looks for the key",
  },
  uncertain: {
    meaning: "Whether a key was made is unknown.",
    conduct: "fails, and gives the command that lists such a key",
  },
  accountMismatch: {
    meaning: "The credentials belong to another account than the key.",
    conduct: "fails, and keeps the key in the state",
  },
  cancelled: {
    meaning: "`pulumi` was interrupted.",
    conduct: "finishes the request under way, and begins no other",
  },
  deadline: {
    meaning: "The resource's time-out is over; 10 minutes by default.",
    conduct: "begins nothing new",
  },
};
