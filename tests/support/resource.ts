import { setMaxListeners } from "node:events";
import { check } from "../../provider/resource/plan/check";
import type {
  Autonaming,
  CallHost,
  CheckReply,
} from "../../provider/resource/values/requests";
import { Session } from "../../provider/resource/session/session";
import type { Config } from "../../provider/resource/values/settings";
import {
  UNKNOWN,
  type Bag,
  type Path,
  type Properties,
} from "../../provider/resource/values/properties";

export const URN = "urn:pulumi:prod::infra::cmk:index:Cmk::orders";

export function bag(values: Properties, ...secrets: Path[]): Bag {
  return { values, secrets };
}

/** A provider instance with these settings, before it has called a cloud. */
export function sessionWith(config: Config = {}): Session {
  const session = new Session();
  session.configure("provider-id", bag(config as Properties));
  return session;
}

/** Keeps what is logged. */
export function listeningHost(): CallHost & { logged: string[] } {
  const logged: string[] = [];
  const { signal } = new AbortController();
  // As of a run, whose calls all wait on it.
  setMaxListeners(0, signal);
  return {
    signal,
    logged,
    log: (severity, message) => {
      logged.push(`${severity}: ${message}`);
    },
  };
}

/** Valid inputs of a key on each cloud. */
export const ALIBABA = {
  cloud: "alibaba",
  region: "cn-hangzhou",
} satisfies Properties;
export const TENCENT = {
  cloud: "tencent",
  region: "ap-singapore",
  alias: "orders",
} satisfies Properties;

/** What Check says of new inputs. */
export function checked(
  news: Properties,
  {
    olds = {},
    config = {},
    secrets = [],
    autonaming,
    urn = URN,
    session = sessionWith(config),
  }: {
    olds?: Properties;
    config?: Config;
    secrets?: Path[];
    autonaming?: Autonaming;
    urn?: string;
    session?: Session;
  } = {},
): CheckReply & { logged: string[] } {
  const host = listeningHost();
  const reply = check(
    {
      urn,
      olds: bag(olds),
      news: bag(news, ...secrets),
      randomSeed: new Uint8Array(32).fill(1),
      autonaming,
    },
    session,
    host,
  );
  return { ...reply, logged: host.logged };
}

export function manyTags(count: number): Properties {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`t${String(i)}`, "x"]),
  );
}

export { UNKNOWN };
