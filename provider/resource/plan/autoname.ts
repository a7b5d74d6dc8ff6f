import type { CloudRules } from "../../clouds/rules";
import {
  newToken,
  OWNED_SUFFIX_LENGTH,
  ownedName,
  ownerIdOf,
} from "../values/owner";
import type { Autonaming } from "../values/requests";
import { nameOf } from "../values/urn";

export type Autoname = { alias: string } | { conflict: string };

/** An alias for a key whose program sets none, if the cloud requires one. */
export function autoname(
  rules: CloudRules,
  urn: string,
  providerId: string,
  randomSeed: Uint8Array,
  autonaming: Autonaming | undefined,
): Autoname {
  if (autonaming?.mode === "disable")
    return {
      conflict:
        "no alias is given, and auto-naming is disabled in this project; give the key an alias",
    };
  if (autonaming?.mode === "enforce") return { alias: autonaming.proposedName };
  return {
    alias: uniqueName(
      rules,
      autonaming?.proposedName ?? nameOf(urn),
      ownerIdOf(providerId, urn),
      newToken(randomSeed.length > 0 ? randomSeed : undefined),
    ),
  };
}

/** A name under which no other request can have created a key. */
export function uniqueName(
  rules: CloudRules,
  name: string,
  owner: string,
  token: string,
): string {
  return ownedName(base(rules, name), owner, token);
}

/** The name in the cloud's alphabet, short enough for the owner and token that follow it. */
function base(rules: CloudRules, name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+/, "");
  const safe =
    plain === "" || rules.alias.reserved.pattern.test(plain)
      ? `key-${plain}`
      : plain;
  return safe
    .slice(0, rules.alias.max - OWNED_SUFFIX_LENGTH)
    .replace(/[-_]+$/, "");
}
