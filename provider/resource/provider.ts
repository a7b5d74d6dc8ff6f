import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "./apply/create";
import { remove } from "./apply/delete";
import { invoke, list } from "./apply/functions";
import { read } from "./apply/read";
import { update } from "./apply/update";
import { check } from "./plan/check";
import { diff } from "./plan/diff";
import { cloudTagsIn } from "./plan/usage-evidence";
import { warnOfShared } from "./plan/shared-keys";
import { checkConfig, configure, diffConfig } from "./session/config";
import type { Connect } from "./session/session";
import { Session } from "./session/session";
import { placeOf } from "./values/id";
import { withoutIgnored } from "./values/ignored-tags";
import { validInputs } from "./values/inputs";
import type { Bag } from "./values/properties";
import { Redaction } from "./values/redaction";
import type {
  CallHost,
  DiffReply,
  DiffRequest,
  ProviderHandlers,
} from "./values/requests";
import { requestErrorOf } from "./values/requests";
import { NAME, VERSION } from "./version";

type Handler<Request, Reply> = (
  request: Request,
  session: Session,
  host: CallHost,
) => Reply | Promise<Reply>;

/**
 * The Cmk provider on plain values, with one instance for each Configure of the engine. Tests give it clouds in memory by
 * `connect`.
 */
export function createProvider(connect?: Connect): ProviderHandlers {
  const session = new Session(connect);
  function endingRefreshPass<Request extends object, Reply>(
    request: Request,
    host: CallHost,
    handler: Handler<Request, Reply>,
  ): Promise<Reply> {
    session.endRefreshPass();
    return hidingSecrets(request, session, host, handler);
  }
  /** Others may wait for the end of this one. */
  function awaitable<Request extends { urn: string; preview: boolean }, Reply>(
    request: Request,
    host: CallHost,
    handler: Handler<Request, Reply>,
  ): Promise<Reply> {
    const operation = endingRefreshPass(request, host, handler);
    session.history.aliases.noteOperation(
      request.urn,
      operation,
      request.preview,
    );
    return operation;
  }
  return {
    name: NAME,
    version: VERSION,
    schema,
    checkConfig: (request) => asRequestErrors(() => checkConfig(request)),
    diffConfig: (request) => asRequestErrors(() => diffConfig(request)),
    configure: (request, host) =>
      asRequestErrors(() => {
        configure(request, session, host);
      }),
    check: async (request, host) => {
      const { urn } = request;
      session.history.noteCheck(urn, request.olds.values);
      const reply = await endingRefreshPass(request, host, check);
      if (reply.failures.length === 0)
        session.history.noteRequested(urn, reply.inputs);
      return reply;
    },
    diff: (request, host) =>
      asRequestErrors(() => {
        const own = withoutIgnoredTags(request, session);
        const reply = diff(own);
        noteDiffed(own, reply, session);
        warnOfShared(own, session, host);
        return reply;
      }),
    create: (request, host) => awaitable(request, host, create),
    read: (request, host) =>
      hidingSecrets(request, session, host, ofOwnTags(read)),
    update: (request, host) => awaitable(request, host, ofOwnTags(update)),
    delete: (request, host) => endingRefreshPass(request, host, remove),
    invoke: (request, host) => endingRefreshPass(request, host, invoke),
    list: (request, host) => asRequestErrorsEach(list(request, session, host)),
    close: () => {
      session.close();
    },
  };
}

function ofOwnTags<Request extends object, Reply>(
  handler: Handler<Request, Reply>,
): Handler<Request, Reply> {
  return (request, session, host) =>
    handler(withoutIgnoredTags(request, session), session, host);
}

/** The request without tags that the settings leave to others: a state may be older than the setting. */
function withoutIgnoredTags<Request extends object>(
  request: Request,
  { isIgnored }: Session,
): Request {
  if (!isIgnored) return request;
  return Object.fromEntries(
    Object.entries(request).map(([name, value]: [string, unknown]) => [
      name,
      isBag(value) ? withoutIgnored(value, isIgnored) : value,
    ]),
  ) as Request;
}

function isBag(value: unknown): value is Bag {
  return typeof value === "object" && value !== null && "secrets" in value;
}

/** What a key's deletion goes by. */
const DELETION = ["deletionWindowInDays", "deletionProtection"] as const;

/** A later Create of the same URN in this run replaces this key. */
function noteDiffed(
  request: DiffRequest,
  { detailed }: DiffReply,
  session: Session,
): void {
  const { id, urn, oldInputs, oldOutputs, ignoreChanges } = request;
  if (!placeOf(id).cloud) return;
  const { deletionWindowInDays, deletionProtection } = {
    ...validInputs(oldInputs.values, DELETION),
    ...validInputs(oldOutputs.values, DELETION),
  };
  const { deletionDate, arn } = oldOutputs.values;
  const deletionPolicy =
    oldOutputs.values["deletionPolicy"] ?? oldInputs.values["deletionPolicy"];
  session.history.noteDiff(urn, {
    id,
    inputs: oldInputs,
    outputs: oldOutputs,
    ignoreChanges,
    asksReplacement: Object.values(detailed).some(({ replace }) => replace),
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
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

/** Like `asRequestErrors`, but hides the secrets of the request in all messages. */
async function hidingSecrets<Request extends object, Reply>(
  request: Request,
  session: Session,
  host: CallHost,
  handler: Handler<Request, Reply>,
): Promise<Reply> {
  const redaction = new Redaction(Object.values(request).filter(isBag));
  try {
    return await asRequestErrors(() =>
      handler(request, session, redaction.host(host)),
    );
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
