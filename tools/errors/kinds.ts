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
    meaning: "The cloud, region or edition doesn't support this.",
    conduct: "fails at once",
  },
  notFound: {
    meaning: "The cloud has no such key or alias in this account and region.",
    conduct:
      "reads again for up to 10 seconds; removes the key from the state, with a warning, only if a listing of its region doesn't have it either; otherwise fails",
  },
  state: {
    meaning: "The key is in a state that does not allow this.",
    conduct: "reads the key to see whether the change has already been made",
  },
  aliasTaken: {
    meaning: "Another key has the alias.",
    conduct:
      "fails, and names that key, its state and the command that imports it",
  },
  quota: {
    meaning: "A quota of the account is used up.",
    conduct: "fails at once",
  },
  denied: {
    meaning: "The credentials don't have this permission.",
    conduct: "fails at once",
  },
  unauthenticated: {
    meaning: "The credentials are missing, wrong or expired.",
    conduct: "renews temporary credentials once, if it can; otherwise fails",
  },
  throttled: {
    meaning: "Too many requests.",
    conduct: "waits and tries again until the resource's timeout",
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
      "retries up to five times if a second request does no harm; after CreateKey, looks for the key",
  },
  uncertain: {
    meaning: "It is not known whether a key was created.",
    conduct: "fails, and gives the command that lists such a key",
  },
  accountMismatch: {
    meaning: "The credentials and the key belong to different accounts.",
    conduct: "fails, and keeps the key in the state",
  },
  cancelled: {
    meaning: "`pulumi` was interrupted.",
    conduct: "finishes the current request, and starts no other",
  },
  deadline: {
    meaning: "The resource's timeout is over, by default 10 minutes.",
    conduct: "starts no further step",
  },
};
