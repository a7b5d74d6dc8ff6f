import { isKind } from "../clouds/errors";
import type { Facets, Key } from "../clouds/cloud";
import type { CmkInputs } from "../model/inputs";
import { converge } from "./converge";
import { formatId } from "./id";
import { outputsOf } from "./outputs";
import { messageOf } from "./refusals";
import { PartialFailure, type Bag } from "./requests";
import { withSecretsOf } from "./secrets";
import type { Journey } from "./steps";
import { describeMade } from "./visibility";

export interface Arrival {
  journey: Journey;
  /** The key has not been read since it was made. */
  unread: boolean;
  /** As the program gave them; what failed in part is stored with them. */
  inputs: Bag;
  /** Where else secrets of the outputs stand. */
  secretsOf?: Bag[];
}

/**
 * Brings a key to what the program declares, and gives its outputs. Throws PartialFailure, which keeps the id in the
 * state, if a step failed.
 */
export async function settle(arrival: Arrival): Promise<Bag> {
  const { journey, inputs, secretsOf = [] } = arrival;
  const { cloud, key } = journey;
  const outcome = await converge(journey);
  const reasons = [...outcome.reasons];
  const read =
    arrival.unread || outcome.reread
      ? await readBack(journey).catch((error: unknown) => {
          // A failed step has been told already; a read that Cancel kept from beginning adds nothing to that.
          if (reasons.length === 0 || !isKind(error, "cancelled", "deadline"))
            reasons.push(`could not read the key: ${messageOf(error)}`);
          return undefined;
        })
      : undefined;
  const outputs = withSecretsOf(
    outputsOf(cloud, ...ownPart(read ?? key, journey), journey.digest),
    inputs,
    ...secretsOf,
  );
  if (reasons.length === 0) return outputs;
  const id = formatId({ cloud, region: key.region, keyId: key.keyId });
  throw new PartialFailure(id, outputs, inputs, reasons);
}

/**
 * The key without what others have given it since it was last read: as the resource's own, the next update would take it
 * away, though no preview has told of it. A former alias that is left is still the resource's.
 */
function ownPart(
  key: Key,
  { wished, before, told }: Journey,
): [key: Key, wished: CmkInputs] {
  const { aliases, tags } = key;
  const own = { ...before.tags, ...wished.tags };
  const alias =
    [wished.alias, before.alias, told.alias].find(
      (name) => name !== undefined && aliases?.includes(name),
    ) ?? wished.alias;
  return [
    {
      ...key,
      tags:
        tags &&
        Object.fromEntries(
          Object.entries(tags).filter(([name]) => Object.hasOwn(own, name)),
        ),
    },
    { ...wished, alias },
  ];
}

const KEY_ALONE: Facets = {};

/** The key as the cloud describes it now, with the parts that the journey knows and that would cost further calls. */
async function readBack({ service, context, key }: Journey): Promise<Key> {
  const { region, keyId } = key;
  const read = await describeMade(service, region, keyId, KEY_ALONE, context);
  if (!read)
    throw new Error(
      `the cloud does not show key ${keyId} in ${region} yet; the next \`pulumi up\` reads it again`,
    );
  return {
    ...read,
    aliases: read.aliases ?? key.aliases,
    tags: read.tags ?? key.tags,
    policy: read.policy ?? key.policy,
  };
}
