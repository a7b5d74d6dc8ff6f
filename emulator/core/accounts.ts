import type { Account, Accounts, Clock, Store } from "./contract";

/** Works on both clouds from the start. */
export const DEFAULT_ACCOUNT: Account = {
  accessKeyId: "emulator",
  accessKeySecret: "emulator-secret",
  account: "100000000001",
};

/** The caller of an action that needs no signature. */
export const NOBODY: Account = {
  accessKeyId: "",
  accessKeySecret: "",
  account: "",
};

/** How long expired temporary credentials are remembered, so that the error can say that they expired. */
const KEPT_AFTER_EXPIRY_MS = 24 * 60 * 60 * 1000;

/** An access key as it may be shown. */
export function withoutSecrets({ accessKeyId, account, expires }: Account) {
  return { accessKeyId, account, ...(expires && { expires }) };
}

export function createAccounts(store: Store, clock: Clock): Accounts {
  const added = store.collection<Account>("core.accounts");

  const forgetLongExpired = () => {
    const limit = clock.now() - KEPT_AFTER_EXPIRY_MS;
    for (const { accessKeyId, expires } of added.values()) {
      if (expires !== undefined && expires < limit) added.delete(accessKeyId);
    }
  };

  return {
    find(accessKeyId) {
      const account = added.get(accessKeyId);
      if (account !== undefined) return account;
      const { accessKeyId: defaultId } = DEFAULT_ACCOUNT;
      return accessKeyId === defaultId ? DEFAULT_ACCOUNT : undefined;
    },
    list: () => [DEFAULT_ACCOUNT, ...added.values()],
    add(account) {
      forgetLongExpired();
      added.put(account.accessKeyId, account);
    },
  };
}
