import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check";
import { checkConfig, configure, diffConfig } from "./config";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { invoke, list } from "./functions";
import { read } from "./read";
import { refusalOf } from "./refusals";
import type { DiffRequest, ListRequest, ProviderHandlers } from "./requests";
import { Session } from "./session";
import { update } from "./update";
import { NAME, VERSION } from "./version";

/** The Cmk provider on plain values: one instance for each Configure of the engine. */
export function createProvider(): ProviderHandlers {
  const session = new Session();
  return {
    name: NAME,
    version: VERSION,
    schema,
    checkConfig: (request) => refusing(() => checkConfig(request)),
    diffConfig: (request) => refusing(() => diffConfig(request)),
    configure: (request) =>
      refusing(() => {
        configure(request, session);
      }),
    check: (request, host) => refusing(() => check(request, session, host)),
    diff: (request) =>
      refusing(() => {
        noteCompared(request, session);
        return diff(request);
      }),
    create: (request, host) => refusing(() => create(request, session, host)),
    read: (request, host) => refusing(() => read(request, session, host)),
    update: (request, host) => refusing(() => update(request, session, host)),
    delete: (request, host) => refusing(() => remove(request, session, host)),
    invoke: (request, host) => refusing(() => invoke(request, session, host)),
    list: (request: ListRequest, host) =>
      refusingEach(list(request, session, host)),
    close: () => {
      session.close();
    },
  };
}

/** A Create of the same URN that follows in this run replaces this key. */
function noteCompared(request: DiffRequest, session: Session): void {
  session.met.add(request.id);
  session.compared.set(request.urn, {
    id: request.id,
    inputs: request.oldInputs.values,
    outputs: request.oldOutputs.values,
  });
}

/** Beside the bundle where it is shipped, at the top of the repository where it is not. */
function schema(): string {
  for (const folder of [__dirname, join(__dirname, "..", "..")])
    try {
      return readFileSync(join(folder, "schema.json"), "utf8");
    } catch {
      continue;
    }
  throw new Error("schema.json is missing from the provider's installation");
}

async function refusing<Reply>(
  handle: () => Reply | Promise<Reply>,
): Promise<Reply> {
  try {
    return await handle();
  } catch (error) {
    throw refusalOf(error);
  }
}

async function* refusingEach<Item>(
  items: AsyncIterable<Item>,
): AsyncIterable<Item> {
  try {
    yield* items;
  } catch (error) {
    throw refusalOf(error);
  }
}
