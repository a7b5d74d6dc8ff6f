import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "./apply/create";
import { remove } from "./apply/delete";
import { invoke, list } from "./apply/lookup";
import { read } from "./apply/read";
import { update } from "./apply/update";
import { check } from "./plan/check";
import { diff } from "./plan/diff";
import { cloudTagsIn } from "./plan/evidence";
import { checkConfig, configure, diffConfig } from "./session/config";
import type { Connect } from "./session/connections";
import { Session } from "./session/session";
import { placeOf } from "./values/id";
import { withoutIgnored } from "./values/ignored-tags";
import { validInputs } from "./values/inputs";
import { Redaction } from "./values/redaction";
import type {
  Bag,
  CallHost,
  DiffRequest,
  ProviderHandlers,
} from "./values/requests";
import { requestErrorOf } from "./values/requests";
import { NAME, VERSION } from "./version";

/**
 * The Cmk provider on plain values, with one instance for each Configure of the engine. Tests give it clouds in memory by
 * `connect`.
 */
export function createProvider(connect?: Connect): ProviderHandlers {
  const session = new Session(connect);
  const apart: typeof quietly = (...args) => {
    session.endSweep();
    return quietly(...args);
  };
  return {
    name: NAME,
    version: VERSION,
    schema,
    checkConfig: (request) => asRequestErrors(() => checkConfig(request)),
    diffConfig: (request) => asRequestErrors(() => diffConfig(request)),
    configure: (request) =>
      asRequestErrors(() => {
        configure(request, session);
      }),
    check: (request, host) =>
      apart([request.olds, request.news], host, (quiet) => {
        session.history.noteCheck(request.urn, request.olds.values);
        return check(request, session, quiet);
      }),
    diff: (request) =>
      asRequestErrors(() => {
        const own = ownParts(request, session);
        noteDiffed(own, session);
        return diff(own);
      }),
    create: (request, host) =>
      apart([request.inputs], host, (quiet) => create(request, session, quiet)),
    read: (request, host) =>
      quietly([request.inputs, request.outputs], host, (quiet) =>
        read(ownParts(request, session), session, quiet),
      ),
    update: (request, host) =>
      apart(
        [request.oldInputs, request.oldOutputs, request.news],
        host,
        (quiet) => update(ownParts(request, session), session, quiet),
      ),
    delete: (request, host) =>
      apart([request.oldInputs, request.outputs], host, (quiet) =>
        remove(request, session, quiet),
      ),
    invoke: (request, host) =>
      apart([request.args], host, (quiet) => invoke(request, session, quiet)),
    list: (request, host) => asRequestErrorsEach(list(request, session, host)),
    close: () => {
      session.close();
    },
  };
}

/** The request without tags that the settings leave to others: a state may be older than the setting. */
function ownParts<Request extends object>(
  request: Request,
  { isIgnored }: Session,
): Request {
  if (!isIgnored) return request;
  const bags = ["oldInputs", "oldOutputs", "news", "inputs", "outputs"];
  return Object.fromEntries(
    Object.entries(request).map(([name, value]) => [
      name,
      bags.includes(name) ? withoutIgnored(value as Bag, isIgnored) : value,
    ]),
  ) as Request;
}

/** What a key's deletion goes by. */
const DELETION = [
  "deletionPolicy",
  "deletionWindowInDays",
  "deletionProtection",
] as const;

/** A later Create of the same URN in this run replaces this key. */
function noteDiffed(request: DiffRequest, session: Session): void {
  const { id, urn, oldInputs, oldOutputs } = request;
  if (!placeOf(id).cloud) return;
  const { deletionPolicy, deletionWindowInDays, deletionProtection } = {
    ...validInputs(oldInputs.values, DELETION),
    ...validInputs(oldOutputs.values, DELETION),
  };
  const { deletionDate, arn } = oldOutputs.values;
  session.history.noteDiff(urn, {
    id,
    inputs: oldInputs,
    deletionPolicy,
    deletionWindowInDays,
    deletionProtection,
    cloudTags: cloudTagsIn(oldOutputs.values),
    ...(typeof deletionDate === "string" ? { deletionDate } : {}),
    ...(typeof arn === "string" ? { arn } : {}),
  });
}

/** It is next to the bundle in a release, and at the top of the repository otherwise. */
function schema(): string {
  for (const folder of [__dirname, join(__dirname, "..", "..")])
    try {
      return readFileSync(join(folder, "schema.json"), "utf8");
    } catch {
      continue;
    }
  throw new Error("schema.json is missing from the provider's installation");
}

async function asRequestErrors<Reply>(
  handle: () => Reply | Promise<Reply>,
): Promise<Reply> {
  try {
    return await handle();
  } catch (error) {
    throw requestErrorOf(error);
  }
}

/** Like `asRequestErrors`, but hides the secrets of these properties in all messages. */
async function quietly<Reply>(
  bags: readonly Bag[],
  host: CallHost,
  handle: (quiet: CallHost) => Reply | Promise<Reply>,
): Promise<Reply> {
  const redaction = new Redaction(bags);
  try {
    return await asRequestErrors(() => handle(redaction.host(host)));
  } catch (error) {
    throw redaction.error(error);
  }
}

async function* asRequestErrorsEach<Item>(
  items: AsyncIterable<Item>,
): AsyncIterable<Item> {
  try {
    yield* items;
  } catch (error) {
    throw requestErrorOf(error);
  }
}
