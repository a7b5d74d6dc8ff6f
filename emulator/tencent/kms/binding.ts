import type * as z from "zod";
import type { Context } from "../context";
import { refusal } from "../wire/errors";
import type { BindCloudResource } from "./parameters";
import { keyOf } from "./read";
import type { Binding, KeyRecord } from "./record";
import { stateAfter } from "./states";

type Parameters = z.output<typeof BindCloudResource>;

/**
 * Bound keys can't be disabled, archived or destroyed, and keep their material
 * (docs/clouds/tencent.md#product-binding).
 */
export function requireUnbound(key: KeyRecord): void {
  const [first] = key.bindings;
  if (first)
    throw refusal(
      "FailedOperation.CmkUsedByCloudProduct",
      `It is bound to a resource of ${first.productId}.`,
    );
}

/** Succeeds again if already bound; the key's material no longer expires (docs/clouds/tencent.md#product-binding). */
export function bindCloudResource(
  parameters: Parameters,
  context: Context,
): void {
  const key = keyOf(parameters.KeyId, context);
  stateAfter("BindCloudResource", key.state, context.switches);
  const isSame = sameAs(parameters);
  const bindings = key.bindings.some(isSame)
    ? key.bindings
    : [
        ...key.bindings,
        { productId: parameters.ProductId, resourceId: parameters.ResourceId },
      ];
  context.keys.put({ ...key, bindings, validTo: 0 });
}

export function unbindCloudResource(
  parameters: Parameters,
  context: Context,
): void {
  const key = keyOf(parameters.KeyId, context);
  const isSame = sameAs(parameters);
  if (!key.bindings.some(isSame))
    throw refusal("ResourceUnavailable.CloudResourceBindingNotFound");
  const bindings = key.bindings.filter((binding) => !isSame(binding));
  context.keys.put({ ...key, bindings });
}

function sameAs(parameters: Parameters): (binding: Binding) => boolean {
  return ({ productId, resourceId }) =>
    productId === parameters.ProductId && resourceId === parameters.ResourceId;
}
