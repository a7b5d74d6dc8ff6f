import type { Cloud } from "../../clouds/cloud";
import { cmkOutputs } from "../../model/outputs";
import type { Tags } from "../../model/types";
import type { Properties } from "../values/properties";

/** Evidence that a key is in use, by what the cloud's products have left on it. Where there is none, nothing is said. */

/** The output `cloudTags` of a state, which may be of another version. */
export function cloudTagsIn({ cloudTags }: Properties): Tags | undefined {
  return cmkOutputs.shape.cloudTags.safeParse(cloudTags).data;
}

/** A sentence for messages; none where no tag tells of a use. */
export function evidenceOfUse(
  cloud: Cloud | undefined,
  cloudTags: Tags = {},
): string[] {
  const { pattern, value: marks } = cloud?.rules.tags.use ?? {};
  const uses = Object.entries(cloudTags).flatMap(([name, value]) => {
    const [, product, purpose] = pattern?.exec(name) ?? [];
    const isMark = value.toLowerCase() === marks;
    return isMark && product && purpose ? [`${product} (${purpose})`] : [];
  });
  if (!cloud || uses.length === 0) return [];
  const products = uses.sort().join(", ");
  return [
    `Its cloudTags point to use by products of ${cloud.title}: ${products}.`,
  ];
}
