import type { Key } from "../clouds/cloud";
import {
  cmkView,
  FUNCTIONS,
  listInputs,
  type FunctionToken,
  type ListArguments,
} from "../model/functions";
import { callContext } from "./context";
import { Failures } from "./failures";
import { formatId } from "./id";
import { lookUp, regionOf, type Region } from "./lookup";
import { outputsOf } from "./outputs";
import {
  RequestError,
  type CallHost,
  type InvokeReply,
  type InvokeRequest,
  type ListItem,
  type ListRequest,
} from "./requests";
import type { Session } from "./session";
import { holdsUnknown, type Bag, type Properties } from "./values";

const EVERY_FACET = { aliases: true, tags: true, policy: true };

type Handler = (
  args: Properties,
  session: Session,
  host: CallHost,
) => Promise<Properties>;

const HANDLERS: Readonly<Record<FunctionToken, Handler>> = {
  "cmk:index:getCmk": async (args, session, host) => {
    const context = callContext(host, 0);
    const found = await lookUp(args, EVERY_FACET, session, context);
    return viewOf(found, found.key);
  },
  "cmk:index:getCmks": async (args, session, host) => {
    const cmks: Properties[] = [];
    for await (const { place, key } of listKeys(args, session, host))
      cmks.push(viewOf(place, key));
    return { cmks };
  },
  "cmk:index:getPublicKey": async (args, session, host) => {
    const context = callContext(host, 0);
    const found = await lookUp(args, {}, session, context);
    const { region, service, key } = found;
    const { der, pem } = await service.publicKey(region, key, context);
    return { keyId: key.keyId, publicKeyPem: pem, publicKeyDer: der };
  },
};

/** Runs a function of the schema. In a preview with unknown arguments the engine does not call. */
export async function invoke(
  request: InvokeRequest,
  session: Session,
  host: CallHost,
): Promise<InvokeReply> {
  const token = Object.keys(FUNCTIONS).find((name) => name === request.token);
  if (token === undefined)
    throw new RequestError(
      "UNIMPLEMENTED",
      `there is no function ${request.token}; those that there are: ${Object.keys(FUNCTIONS).join(", ")}.`,
    );
  const known = token as FunctionToken;
  const failures = argumentFailures(request.args, FUNCTIONS[known].arguments);
  if (failures.all.length > 0) return { result: EMPTY, failures: failures.all };
  refuseUnknowns(request.args);
  const args = withoutNulls(request.args.values);
  const values = await HANDLERS[known](args, session, host);
  // What is looked up with a secret gives it away.
  const secrets = request.args.secrets.length > 0 ? [[]] : [];
  return { result: { values, secrets }, failures: [] };
}

const EMPTY: Bag = { values: {}, secrets: [] };

function argumentFailures(
  args: Bag,
  model: (typeof FUNCTIONS)[FunctionToken]["arguments"],
): Failures {
  const failures = new Failures(args.values, args.secrets);
  failures.addIssues(
    model.safeParse(withoutNulls(args.values)).error?.issues ?? [],
    Object.keys(model.shape),
  );
  return failures;
}

/** The engine calls no function before its arguments are known; other callers may. */
function refuseUnknowns({ values }: Bag): void {
  const open = Object.keys(values).filter((name) => holdsUnknown(values[name]));
  if (open.length > 0)
    throw new RequestError(
      "FAILED_PRECONDITION",
      `not known yet: ${open.join(", ")}.`,
    );
}

function withoutNulls(values: Properties): Properties {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null),
  );
}

/** A key as getCmk tells it; what only a program can know of it is left out. */
function viewOf({ cloud, region }: Region, key: Key): Properties {
  const outputs = outputsOf(cloud, key, { alias: key.aliases?.[0] });
  const view = {
    id: formatId({ cloud, region, keyId: key.keyId }),
    ...outputs,
  };
  return Object.fromEntries(
    Object.entries(view).filter(([name]) => name in cmkView.shape),
  );
}

async function* listKeys(
  args: Properties,
  session: Session,
  host: CallHost,
): AsyncIterable<{ place: Region; key: Key }> {
  const given = args as ListArguments;
  const place = await regionOf(given, session);
  const { specs, usages, states, tags, aliasPrefix } = given;
  const keys = place.service.list(
    place.region,
    { specs, usages, states, tags, aliasPrefix },
    EVERY_FACET,
    callContext(host, 0),
  );
  for await (const key of keys) yield { place, key };
}

/** Keys for `pulumi do` and import tools: every key of one region, with the filters of getCmks. */
export async function* list(
  request: ListRequest,
  session: Session,
  host: CallHost,
): AsyncIterable<ListItem> {
  if (request.token !== "cmk:index:Cmk")
    throw new RequestError(
      "UNIMPLEMENTED",
      `there is no resource ${request.token}; the one that there is: cmk:index:Cmk.`,
    );
  const { values } = request.query;
  const [failure] = argumentFailures(request.query, listInputs).all;
  if (failure) throw new RequestError("INVALID_ARGUMENT", failure.reason);
  refuseUnknowns(request.query);
  let given = 0;
  for await (const { place, key } of listKeys(
    withoutNulls(values),
    session,
    host,
  )) {
    yield {
      id: formatId({ ...place, keyId: key.keyId }),
      name: key.aliases?.[0] ?? key.keyId,
    };
    given += 1;
    if (given === request.limit) return;
  }
}
