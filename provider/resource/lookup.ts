import type {
  CallContext,
  Cloud,
  Facets,
  Key,
  KeyService,
} from "../clouds/cloud";
import { CLOUDS } from "../clouds/registry";
import type { KeyArguments } from "../model/functions";
import { configuredRegion, findCloud, parseId } from "./id";
import { RequestError } from "./requests";
import type { Session } from "./session";
import { configuredClouds } from "./settings";

export interface Region {
  cloud: Cloud;
  region: string;
  service: KeyService;
}
export interface FoundKey extends Region {
  key: Key;
}

/** The key that a function's arguments name. Throws RequestError: wrong arguments, or no such key. */
export async function lookUp(
  given: KeyArguments,
  facets: Facets,
  session: Session,
  context: CallContext,
): Promise<FoundKey> {
  const { id, arn, keyId, alias } = given;
  const named = [id, arn, keyId, alias].filter((name) => name !== undefined);
  if (named.length !== 1)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `name the key by exactly one of id, keyId, alias and arn; ${named.length === 0 ? "none is given" : `${String(named.length)} are given`}.`,
    );
  if (alias !== undefined) {
    const place = await regionOf(given, session);
    const key = await place.service.findByAlias(place.region, alias, context);
    if (!key)
      throw new RequestError(
        "NOT_FOUND",
        `${place.cloud.title} has no key with alias "${alias}" in ${place.region}.`,
      );
    return describe({ ...place, key }, facets, context);
  }
  const address = await addressOf(given, session);
  const service = await session.service(address.cloud.name);
  const { cloud, region } = address;
  const key = await service.describe(
    region,
    address.keyId,
    facets,
    context,
    arn,
  );
  if (!key)
    throw new RequestError(
      "NOT_FOUND",
      `${cloud.title} has no key ${address.keyId} in ${region}.`,
    );
  return { cloud, region, service, key };
}

async function addressOf(
  given: KeyArguments,
  session: Session,
): Promise<{ cloud: Cloud; region: string; keyId: string }> {
  const whole = given.id ?? given.arn;
  if (whole !== undefined) return parseId(whole, session.config);
  const { cloud, region } = await regionOf(given, session);
  return parseId(
    `${cloud.name}/${region}/${given.keyId ?? ""}`,
    session.config,
  );
}

/** What findByAlias doesn't tell is read in full. */
async function describe(
  found: FoundKey,
  facets: Facets,
  context: CallContext,
): Promise<FoundKey> {
  const { service, region, key } = found;
  const read = await service.describe(
    region,
    key.keyId,
    facets,
    context,
    key.arn,
  );
  return { ...found, key: read ?? key };
}

/** Cloud and region of a function's arguments, else the provider's explicit ones. */
export async function regionOf(
  given: Pick<KeyArguments, "cloud" | "region">,
  session: Session,
): Promise<Region> {
  const configured = configuredClouds(session.config);
  const name =
    given.cloud ??
    session.config.cloud ??
    (configured.length === 1 ? configured[0] : undefined);
  const cloud = name === undefined ? undefined : findCloud(name);
  if (!cloud)
    throw new RequestError(
      "INVALID_ARGUMENT",
      `cloud: say ${Object.keys(CLOUDS).join(" or ")}; the provider's settings name no single one.`,
    );
  const region = given.region ?? configuredRegion(session.config, cloud);
  if (region === undefined || !cloud.rules.regionPattern.test(region))
    throw new RequestError(
      "INVALID_ARGUMENT",
      `region${region === undefined ? "" : ` is "${region}"`}: say one of ${cloud.title}, such as ${cloud.rules.regionExample}.`,
    );
  return { cloud, region, service: await session.service(cloud.name) };
}
