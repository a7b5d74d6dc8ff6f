import {
  type ListedPages,
  ListedReads,
  Writes,
} from "../common/reads/listed-reads";
import { pagesOf, type Client, type RegionalClient } from "./client";
import { withoutPrefix } from "./reader";
import * as replies from "./replies";

/** So many aliases of a region are looked up by themselves before a page is listed. */
const FEW = 2;

/**
 * The aliases of each region, listed once a run looks up many of them, to see that they are free. One that is taken in the
 * meantime is refused when a key is to get it, as one would be that is taken after a look-up. Those that this process itself
 * gives, moves or removes are void.
 */
export class ListedAliases {
  readonly #client: Client;
  readonly #writes = new Writes();
  readonly #regions = new Map<string, ListedReads<string>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** False for one that must be looked up. */
  lack({ region, context }: RegionalClient, alias: string): Promise<boolean> {
    const listed = this.#regions.get(region) ?? this.#open(region);
    this.#regions.set(region, listed);
    return listed.lacks(alias, context);
  }

  whileChanging<T>(
    { region }: RegionalClient,
    alias: string,
    change: () => Promise<T>,
  ): Promise<T> {
    return this.#writes.during(region, alias, change);
  }

  #open(region: string): ListedReads<string> {
    return new ListedReads(
      (context) => listedAliases(() => this.#client.in(region, context())),
      FEW,
      this.#writes.since(region),
    );
  }
}

async function* listedAliases(
  client: () => RegionalClient,
): ListedPages<string> {
  const pages = pagesOf(
    client,
    { action: "ListAliases", parameters: {} },
    replies.aliases,
    (page) => page.Aliases,
  );
  for await (const { rows, pages: inAll } of pages)
    yield {
      whole: rows.map(({ AliasName, KeyId }) => [
        withoutPrefix(AliasName),
        KeyId,
      ]),
      pages: inAll,
    };
}
