import { bag, checked, sessionWith, URN } from "./resource";
import { nativeSpec } from "../../provider/clouds/alibaba/mapping";
import { keyUsageOf } from "../../provider/clouds/tencent/mapping";
import { INPUT_NAMES } from "../../provider/model/inputs";
import type { CloudName } from "../../provider/model/types";
import { createRequestOf } from "../../provider/resource/apply/create";
import type { Properties } from "../../provider/resource/values/properties";
import { resolvedInputs } from "../../provider/resource/values/inputs";

export const PLACES: Readonly<Record<CloudName, Properties[]>> = {
  alibaba: [
    { cloud: "alibaba", region: "cn-hangzhou" },
    { cloud: "alibaba", region: "ap-southeast-1" },
  ],
  tencent: [{ cloud: "tencent", region: "ap-guangzhou", alias: "a" }],
};
export const CLOUD_NAMES = Object.keys(PLACES) as CloudName[];
/** What Create does before its first call to the cloud. */
function buildRequest(values: Properties): void {
  const { cloud, inputs } = resolvedInputs(bag(values));
  const request = createRequestOf(
    cloud,
    inputs,
    URN,
    sessionWith({}),
    undefined,
  );
  if (cloud.name === "alibaba") nativeSpec(request.spec, request.usage);
  else keyUsageOf(request);
}

/**
 * What is wrong with Check's result for these inputs: what it accepts can be requested, and what it refuses names an
 * input.
 */
export function wrongIn(reply: ReturnType<typeof checked>): string | undefined {
  if (reply.failures.length > 0) {
    const odd = reply.failures.filter(
      ({ property }) =>
        property !== "" &&
        !INPUT_NAMES.some((name) => property.startsWith(name)),
    );
    return odd.length > 0 ? JSON.stringify(odd) : undefined;
  }
  try {
    buildRequest(reply.inputs.values);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
