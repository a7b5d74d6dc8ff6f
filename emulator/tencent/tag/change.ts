import type * as z from "zod";
import type { Context } from "../context";
import { stateAfter } from "../kms/states";
import type { KeyRecord } from "../kms/record";
import { refusal, refusalNamed, TencentError } from "../wire/errors";
import type { Reply } from "../wire/reply";
import { tagFailure } from "./failure";
import { keyNamed, keyOfId } from "./names";
import type {
  AttachResourcesTag,
  DetachResourcesTag,
  ModifyResourceTags,
  TagResources,
  UnTagResources,
} from "./parameters";
import { checkTag, checkTagKey, duplicate, type Tag } from "./rules";

/** Sets and removes in one step; by switch one after the other until something is refused. */
export function modifyResourceTags(
  { Resource, ReplaceTags, DeleteTags }: z.output<typeof ModifyResourceTags>,
  context: Context,
): void {
  const removed = DeleteTags.map((tag) => tag.TagKey);
  const set = ReplaceTags.map((tag) => tag.TagKey);
  if (set.length + removed.length === 0)
    throw refusal("MissingParameter", "ReplaceTags or DeleteTags is required.");
  if (duplicate(set) !== undefined)
    throw refusal("InvalidParameter.Tag", "ReplaceTags sets a key twice.");
  const setKeys = new Set(set);
  if (removed.some((key) => key === "" || setKeys.has(key)))
    throw refusal("InvalidParameterValue.DeleteTagsParamError");
  const key = keyNamed(context, Resource);
  if (context.switches.get<boolean>("tencent.modifyTagsAtomic"))
    return change(key, ReplaceTags, removed, context);
  change(key, [], removed, context);
  for (const tag of ReplaceTags) change(key, [tag], [], context);
}

export function tagResources(
  { ResourceList, Tags }: z.output<typeof TagResources>,
  context: Context,
): Reply {
  if (duplicate(Tags.map((tag) => tag.TagKey)) !== undefined)
    throw refusal("InvalidParameterValue.TagKeyDuplicate");
  const emptyRefused = context.switches.get<boolean>(
    "tencent.emptyTagValueRefused",
  );
  for (const tag of Tags) checkTag(tag, emptyRefused);
  return forEach("TagResources", ResourceList, context, (key) =>
    change(key, Tags, [], context),
  );
}

export function unTagResources(
  { ResourceList, TagKeys }: z.output<typeof UnTagResources>,
  context: Context,
): Reply {
  TagKeys.forEach(checkTagKey);
  return forEach("UnTagResources", ResourceList, context, (key) =>
    change(key, [], TagKeys, context),
  );
}

export function attachResourcesTag(
  parameters: z.output<typeof AttachResourcesTag>,
  context: Context,
): void {
  for (const key of keysOfIds(parameters, context))
    change(key, [parameters], [], context);
}

export function detachResourcesTag(
  parameters: z.output<typeof DetachResourcesTag>,
  context: Context,
): void {
  for (const key of keysOfIds(parameters, context))
    change(key, [], [parameters.TagKey], context);
}

function keysOfIds(
  parameters: { ResourceIds: readonly string[]; ResourceRegion: string },
  context: Context,
): KeyRecord[] {
  return parameters.ResourceIds.map((id) =>
    keyOfId(context, parameters.ResourceRegion, id),
  );
}

function change(
  key: KeyRecord,
  set: readonly Tag[],
  removed: readonly string[],
  { caller, switches, tags }: Context,
): void {
  stateAfter("TagService", key.state, switches);
  tags.change(caller.account, key.keyId, set, removed);
}

/** These actions can fail for single resources without an Error in the reply (docs/clouds/tencent.md#tags). */
function forEach(
  action: "TagResources" | "UnTagResources",
  resources: readonly string[],
  context: Context,
  apply: (key: KeyRecord) => void,
): Reply {
  const fault = tagFailure(context, action);
  const failed: Reply[] = [];
  for (const resource of resources)
    try {
      if (fault)
        throw refusalNamed(
          fault.code ?? "FailedOperation.ResourceTagProcessing",
        );
      apply(keyNamed(context, resource));
    } catch (error) {
      if (!(error instanceof TencentError)) throw error;
      failed.push({
        Resource: resource,
        Code: error.code,
        Message: error.message,
      });
    }
  return { FailedResources: failed };
}
