import type { Facets } from "../clouds/cloud";
import type { CmkInputs } from "../model/inputs";
import { same } from "./compare";
import { callContext } from "./context";
import { fullName, parseId } from "./id";
import { markOf } from "./mark";
import { knownInputs } from "./order";
import { keepOld } from "./paths";
import { updatedOutputs } from "./preview";
import {
  RequestError,
  type CallHost,
  type UpdateReply,
  type UpdateRequest,
} from "./requests";
import { withSecretsOf } from "./secrets";
import type { Session } from "./session";
import { settle } from "./settle";
import { soundInputs } from "./sound-inputs";
import type { Properties } from "./values";
import { keepTheirs } from "./ignored";
import { warnOfUntold, warnOfUpdate } from "./warnings";

/** Brings an existing key to what the program declares, whatever made it differ. In a preview it only tells. */
export async function update(
  request: UpdateRequest,
  session: Session,
  host: CallHost,
): Promise<UpdateReply> {
  const oldInputs = request.oldInputs.values;
  const oldOutputs = request.oldOutputs.values;
  const news = keepOld(request.news.values, oldInputs, request.ignoreChanges);
  if (request.preview) {
    warnOfUpdate(request, host);
    const outputs = updatedOutputs(oldInputs, oldOutputs, news);
    return {
      outputs: withSecretsOf(outputs, request.news, request.oldOutputs),
    };
  }
  const { inputs } = knownInputs({ ...request.news, values: news });
  const address = parseId(request.id, session.config);
  const { cloud, region, keyId } = address;
  const context = callContext(host, request.timeout);
  const service = await session.service(cloud.name);
  const facets = facetsToCompare(inputs, oldInputs, oldOutputs);
  const key = await service.describe(
    region,
    keyId,
    facets,
    context,
    fullName(address, request.id, oldOutputs),
  );
  session.met.add(request.id);
  if (!key)
    throw new RequestError(
      "NOT_FOUND",
      `${cloud.title} has no key ${keyId} in ${region} any more, so that it can't be changed. \`pulumi refresh\` takes it out of the state; the next \`pulumi up\` makes a new key, which can't decrypt what the old one encrypted.`,
    );
  // One that was not read is as the state has it.
  if (!facets.policy) key.policy ??= soundInputs(oldOutputs).policy;
  const values = keepTheirs(news, key, cloud, request);
  const wished = soundInputs(values);
  warnOfUntold(key, wished, oldOutputs, context);
  const digest = oldOutputs["keyMaterialDigest"];
  const outputs = await settle({
    journey: {
      cloud,
      service,
      context,
      key,
      wished,
      before: { ...soundInputs(oldInputs), tags: tagsBefore(request) },
      told: soundInputs(oldOutputs),
      mark: markOf(session.providerId, request.urn),
      digest: typeof digest === "string" ? digest : undefined,
    },
    unread: false,
    inputs: { ...request.news, values },
    secretsOf: [request.oldOutputs],
  });
  return { outputs };
}

/** A part that costs a call of its own is asked for where the program changes it, or an earlier run left it undone. */
function facetsToCompare(
  inputs: CmkInputs,
  oldInputs: Properties,
  oldOutputs: Properties,
): Facets {
  const differs = (name: "alias" | "tags" | "policy") =>
    [oldInputs, oldOutputs].some(
      (old) => !same(name, old[name], (inputs as Properties)[name]),
    );
  return {
    aliases: differs("alias"),
    tags: differs("tags"),
    policy: differs("policy"),
  };
}

/** All tags that the program has had on the key, as far as the state tells. */
function tagsBefore({
  oldInputs,
  oldOutputs,
}: UpdateRequest): CmkInputs["tags"] {
  return {
    ...soundInputs(oldOutputs.values).tags,
    ...soundInputs(oldInputs.values).tags,
  };
}
