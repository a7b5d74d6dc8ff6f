import { countedPages } from "../common/pages";
import { unreadable } from "../common/replies";
import type { RegionalClient } from "./client";
import type { ListedKey } from "./replies";
import type { ListKeyDetailRequest } from "./sdk";

/** ListKeyDetail.Limit, at most. */
const KEYS_PER_PAGE = 200;

/** All that ListKeyDetail can tell: by default it leaves out asymmetric keys (docs/clouds/tencent.md#lists-of-keys). */
const EVERY_KEY = {
  KeyUsage: "ALL",
  KeyState: 0,
  Role: 0,
  // Oldest first, so that a key that is made meanwhile comes last, and shifts no page.
  OrderType: 1,
  Limit: KEYS_PER_PAGE,
} satisfies ListKeyDetailRequest;

/** Customer keys, oldest first, those pending deletion included. */
export function keyPages(
  client: RegionalClient,
  filter: ListKeyDetailRequest,
): AsyncGenerator<ListedKey[]> {
  const action = "ListKeyDetail";
  const { region } = client;
  return countedPages(
    async (offset) => {
      const { TotalCount: total, KeyMetadatas: rows } = await client.kms(
        action,
        { ...EVERY_KEY, ...filter, Offset: offset },
      );
      return { rows, total, step: KEYS_PER_PAGE };
    },
    (field, why) => unreadable("tencent", { action, region }, field, why),
  );
}

/** Keys with exactly this alias: the cloud's search also matches parts of aliases, and key ids. */
export async function keysWithAlias(
  client: RegionalClient,
  alias: string,
): Promise<ListedKey[]> {
  const found: ListedKey[] = [];
  for await (const page of keyPages(client, { SearchKeyAlias: alias }))
    found.push(...page.filter(({ Alias }) => Alias === alias));
  return found;
}
