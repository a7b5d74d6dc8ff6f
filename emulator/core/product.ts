import { UserError } from "./user-error";

/** A key that one of the cloud's own products makes in a user's account, for which there is no action. */
export interface ProductKey {
  /** As the cloud names the product. */
  product: string;
  region: string;
  account: string;
}

/** The product that a seed names as the maker of a key; undefined if that is the user, or nobody is named. */
export function productIn<Member extends string>(
  key: Readonly<Partial<Record<Member, string>>>,
  member: Member,
  user: string,
): string | undefined {
  const maker = key[member];
  if (maker === undefined || maker === user) return undefined;
  // By an account's number, or by `user`, the clouds mean users.
  if (!/^(?!user$)[A-Za-z][A-Za-z0-9]{0,31}$/.test(maker))
    throw new UserError(
      `${member}: must be ${user}, or a product's name, as Ecs or cbs`,
    );
  return maker;
}
