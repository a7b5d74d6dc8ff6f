import { withoutSecrets } from "../accounts";
import { LAST_MOMENT } from "../clock";
import type { CallCounts } from "../traffic/call-counts";
import type { WireReply, WireRequest } from "../contract";
import { idleness } from "../traffic/faults";
import type { RequestLog } from "../traffic/request-log";
import { refusal, UserError } from "../user-error";
import { accountForm, addAccount } from "../account-form";
import { seed } from "../seed";
import { exportState, importState, type StateParts } from "../whole-state";
import {
  advanceForm,
  cloudTagsForm,
  faultForm,
  limitForm,
  switchForm,
} from "./forms";

export const CONTROL_PREFIX = "/_emulator/";

export interface ControlParts extends StateParts {
  calls: CallCounts;
  endpoints: () => Endpoints;
  /** A port's URL, as the client that asks reaches it. */
  urlFor: (url: string) => string;
  requests: RequestLog;
  version: string;
}

/** Where clients find each cloud: its URL, or one for each region if its requests name none. */
export type Endpoints = Record<string, string | Record<string, string>>;

type Route = (
  parts: ControlParts,
  body: unknown,
  query: URLSearchParams,
) => unknown;

/** The handler of each path, by method. The result is the JSON of the reply. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  health: { GET: ({ version }) => ({ status: "ok", version }) },
  endpoints: {
    GET: ({ endpoints, urlFor }) => withUrls(endpoints(), urlFor),
  },
  keys: { GET: ({ clouds }) => clouds.flatMap((each) => each.keys()) },
  calls: {
    GET: ({ calls }) => calls.list(),
    DELETE: ({ calls }) => {
      calls.clear();
      return calls.list();
    },
  },
  requests: {
    GET: ({ requests }, _, query) => {
      const id = query.get("id");
      if (id === null) return requests.list();
      return [requests.find(Number(id))].filter((each) => each !== undefined);
    },
    DELETE: ({ requests }) => {
      requests.clear();
      return requests.list();
    },
  },
  faults: {
    GET: ({ faults }) => faults.list(),
    POST: (parts, body) => {
      const { clouds, faults } = parts;
      const rule = faultForm(clouds).parse(body);
      const idle = idleness(rule, clouds);
      if (idle !== undefined) throw new UserError(idle);
      faults.add(rule);
      return faults.list();
    },
    DELETE: ({ faults }, _, query) => {
      const id = query.get("id");
      if (id === null) faults.clear();
      else if (!faults.remove(Number(id)))
        throw new UserError(`id: there is no fault ${id}`);
      return faults.list();
    },
  },
  clock: {
    GET: ({ clock }) => ({ now: new Date(clock.now()) }),
    POST: ({ clock }, body) => {
      const { advanceSeconds } = advanceForm.parse(body);
      if (clock.now() + advanceSeconds * 1000 > LAST_MOMENT) {
        throw new UserError("advanceSeconds: must not lead beyond year 9999");
      }
      clock.advance(advanceSeconds);
      return { now: new Date(clock.now()) };
    },
  },
  limits: {
    GET: ({ limits }) => limits.list(),
    POST: ({ clouds, limits }, body) => {
      limits.set(limitForm(clouds).parse(body));
      return limits.list();
    },
    DELETE: ({ limits }, _, query) => {
      const [cloud, action] = ["cloud", "action"].map((name) =>
        query.get(name),
      );
      if (cloud === null && action === null) limits.clear();
      else if (
        !limits.remove({
          cloud: cloud || undefined,
          action: action || undefined,
        })
      )
        throw new UserError("there is no limit for this cloud and action");
      return limits.list();
    },
  },
  accounts: {
    GET: ({ accounts }) => accounts.list().map(withoutSecrets),
    POST: (parts, body) => {
      const added = accountForm.parse(body);
      addAccount(parts, added);
      return { accessKeyId: added.accessKeyId, account: added.account };
    },
  },
  seed: { POST: (parts, body) => seed(parts, body) },
  "cloud-tags": {
    POST: (parts, body) => {
      const form = cloudTagsForm(parts.clouds);
      const { cloud: name, keyId, tags } = form.parse(body);
      const cloud = parts.clouds.find((each) => each.name === name);
      if (!cloud?.setCloudTags)
        throw new UserError(`cloud: ${name} sets no tags of its own`);
      return cloud.setCloudTags(keyId, tags);
    },
  },
  switches: {
    GET: ({ switches }) => switches.list(),
    POST: ({ switches }, body) => {
      switches.set(switchForm.parse(body));
      return switches.list();
    },
  },
  state: {
    GET: (parts) => exportState(parts),
    POST: (parts, body) => {
      importState(parts, body);
      return {};
    },
  },
  reset: {
    POST: ({ store, calls, faults, limits, requests, switches }) => {
      for (const part of [store, calls, faults, limits, requests]) part.clear();
      switches.reset();
      return {};
    },
  },
};

function withUrls(
  endpoints: Endpoints,
  urlFor: (url: string) => string,
): Endpoints {
  return mapped(endpoints, (urls) =>
    typeof urls === "string" ? urlFor(urls) : mapped(urls, urlFor),
  );
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  const entries = Object.entries(record);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, change(value)]),
  );
}

/** Answers a request to the control surface. */
export async function answerControl(
  request: WireRequest,
  parts: ControlParts,
): Promise<WireReply> {
  const name = request.path.slice(CONTROL_PREFIX.length);
  if (!Object.hasOwn(ROUTES, name)) {
    const paths = Object.keys(ROUTES).map((each) => CONTROL_PREFIX + each);
    const error = `there is no ${request.path}; there is ${paths.join(", ")}`;
    return json(404, { error });
  }
  const methods = ROUTES[name]!;
  const route = Object.hasOwn(methods, request.method)
    ? methods[request.method]
    : undefined;
  if (route === undefined) {
    const allow = Object.keys(methods).join(", ");
    return json(405, { error: `${request.path} takes ${allow}` }, { allow });
  }
  let result: unknown;
  try {
    result = route(
      parts,
      parseBody(request),
      new URLSearchParams(request.query),
    );
  } catch (error) {
    const text = refusal(error);
    if (text === undefined) throw error;
    return json(400, { error: text });
  }
  await parts.store.committed();
  return json(200, result);
}

function parseBody({ body, headers }: WireRequest): unknown {
  // A page can send text/plain anywhere without permission; a tool like curl sends no Origin.
  const type = headers["content-type"] ?? "";
  if (headers.origin !== undefined && !type.startsWith("application/json")) {
    throw new UserError("a page has to send Content-Type: application/json");
  }
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new UserError("the body is not JSON");
  }
}

export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): WireReply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value) + "\n",
  };
}
