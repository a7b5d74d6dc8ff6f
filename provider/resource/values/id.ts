import type { Cloud } from "../../clouds/cloud";
import { CLOUDS } from "../../clouds/registry";
import type { Properties } from "./properties";
import { regionRule } from "./regions";
import { RequestError } from "./requests";
import type { Config } from "./settings";

/** A key's location. Its Pulumi id is `CLOUD/REGION/KEYID`. */
export interface KeyAddress {
  cloud: Cloud;
  region: string;
  keyId: string;
}

export function formatId({ cloud, region, keyId }: KeyAddress): string {
  return `${cloud.name}/${region}/${keyId}`;
}

export function findCloud(name: string): Cloud | undefined {
  return Object.values(CLOUDS).find((cloud) => cloud.name === name);
}

/** The region in the provider's explicit configuration for a cloud; never from the environment. */
export function configuredRegion(
  config: Config,
  cloud: Cloud,
): string | undefined {
  const region = config[`${cloud.name}Region`];
  return typeof region === "string" ? region : undefined;
}

/**
 * Parses `CLOUD/REGION/KEYID`, a full name (ARN), or a bare key id if its cloud and region are certain. Throws
 * RequestError INVALID_ARGUMENT, which shows the right form.
 */
export function parseId(text: string, config: Config): KeyAddress {
  for (const cloud of Object.values(CLOUDS)) {
    const arn = cloud.rules.parseArn(text);
    if (arn) return { cloud, region: arn.region, keyId: arn.keyId };
  }
  const parts = text.split("/");
  return parts.length === 1
    ? parseBareId(text, config)
    : parseFullId(text, parts);
}

/**
 * Like parseId, for an id that a user gives. The region of an id in the state is not checked: the key stays where it
 * is, whatever regions are known.
 */
export function parseGivenId(text: string, config: Config): KeyAddress {
  const address = parseId(text, config);
  const rule = regionRule(address.cloud, address.region, config);
  if (rule === undefined) return address;
  throw malformed(text, `region "${address.region}" ${rule}`);
}

/**
 * The full name (ARN), which contains the key's account: from the state, or from an id that was given as one. Throws
 * RequestError if the state's arn names another key.
 */
export function fullName(
  { cloud, region, keyId }: KeyAddress,
  id: string,
  { arn }: Properties,
): string | undefined {
  if (typeof arn !== "string") return cloud.rules.parseArn(id) ? id : undefined;
  const named = cloud.rules.parseArn(arn);
  if (named && named.region === region && named.keyId === keyId) return arn;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `the state is damaged: the resource's id is ${id}, but its arn is "${arn}", which names another key. Nothing was done. Import the key again, or fix the state.`,
  );
}

/**
 * Must be called before a key that its cloud does not know counts as gone, because no other account knows it either.
 * Throws RequestError for a key of the state that could not be read since its creation, so that its account is unknown.
 */
export function refuseUnknownAccount(
  address: KeyAddress,
  id: string,
  outputs: Properties,
): void {
  if (outputs["keyId"] === undefined) return;
  if (fullName(address, id, outputs) !== undefined) return;
  const { cloud, region, keyId } = address;
  throw new RequestError(
    "FAILED_PRECONDITION",
    `with these credentials ${cloud.title} has no key ${keyId} in ${region}, but the state does not say which account created it, because it could not be read then. The key stays in the state. ` +
      `Use the credentials that it was created with. If these are those credentials, the key is gone, and \`pulumi state delete\` removes it from the state.`,
  );
}

/** Cloud and region of an id in normal form; none for any other text. */
export function placeOf(id: string): { cloud?: string; region?: string } {
  const [name = "", region = "", keyId, ...rest] = id.split("/");
  return keyId && rest.length === 0 && region !== "" && findCloud(name)
    ? { cloud: name, region }
    : {};
}

function parseFullId(text: string, parts: string[]): KeyAddress {
  const [name = "", region = "", keyId = "", ...rest] = parts;
  const cloud = findCloud(name);
  if (!cloud)
    throw malformed(
      text,
      `it must begin with ${Object.keys(CLOUDS).join(" or ")}`,
    );
  if (!cloud.rules.regionPattern.test(region))
    throw malformed(text, `"${region}" is not a region of ${cloud.title}`);
  if (rest.length > 0 || !cloud.rules.keyIdPattern.test(keyId))
    throw malformed(
      text,
      `"${[keyId, ...rest].join("/")}" is not a key id of ${cloud.title}`,
    );
  return { cloud, region, keyId };
}

function parseBareId(text: string, config: Config): KeyAddress {
  const clouds = Object.values(CLOUDS).filter(({ rules }) =>
    rules.keyIdPattern.test(text),
  );
  if (clouds.length === 0)
    throw malformed(
      text,
      "it is no key id of any cloud. The function getCmk finds a key by its alias",
    );
  const candidates = clouds.flatMap((cloud) => {
    const region = configuredRegion(config, cloud);
    return region ? [{ cloud, region, keyId: text }] : [];
  });
  const [only, ...others] = candidates;
  if (!only)
    throw malformed(
      text,
      "it names no cloud and region, and the provider has no region configured that it could belong to",
    );
  if (others.length > 0)
    throw malformed(
      text,
      `it could be ${candidates.map(formatId).join(" or ")}`,
    );
  return only;
}

function malformed(text: string, reason: string): RequestError {
  return new RequestError(
    "INVALID_ARGUMENT",
    `id "${text}" names no key: ${reason}. Give it as CLOUD/REGION/KEYID, such as alibaba/cn-hangzhou/KEYID or tencent/ap-singapore/KEYID.`,
  );
}
