import * as z from "zod";
import { listOf, oneOf, text, uint, within } from "../wire/parameters";

/** The parameters of each action of the tag service: docs/clouds/tencent.md#tags. */

const tag = z.strictObject({ TagKey: text, TagValue: text });
const MOST_RESOURCES = 10;
const MOST_TAGS = 10;
const MOST_IDS = 50;

const resourceList = listOf(
  text,
  MOST_RESOURCES,
  "LimitExceeded.ResourceNumPerRequest",
);

const serviceType = oneOf(["kms"], "InvalidParameterValue.ServiceTypeInvalid");
const resourcePrefix = oneOf(
  ["key"],
  "InvalidParameterValue.ResourcePrefixInvalid",
);
const resourceIds = listOf(text, MOST_IDS);

const page = {
  Offset: uint.default(0),
  Limit: uint.min(1).default(15),
};

export const ModifyResourceTags = z.strictObject({
  Resource: text,
  ReplaceTags: z.array(tag).default([]),
  DeleteTags: z.array(z.strictObject({ TagKey: text })).default([]),
});
export const TagResources = z.strictObject({
  ResourceList: resourceList,
  Tags: listOf(tag, MOST_TAGS, "LimitExceeded.TagNumPerRequest"),
});
export const UnTagResources = z.strictObject({
  ResourceList: resourceList,
  TagKeys: listOf(text, MOST_TAGS, "LimitExceeded.TagNumPerRequest"),
});
export const DescribeResourceTagsByResourceIds = z.strictObject({
  ServiceType: serviceType,
  ResourcePrefix: resourcePrefix,
  ResourceIds: resourceIds,
  ResourceRegion: text,
  ...page,
  Category: oneOf(["All", "Custom", "System", "Project", ""]).default("All"),
});
export const GetResources = z.strictObject({
  ResourceList: resourceList.optional(),
  TagFilters: listOf(
    z.strictObject({ TagKey: text, TagValue: z.array(text).default([]) }),
    6,
  ).optional(),
  PaginationToken: text.default(""),
  MaxResults: within(1, 200).default(50),
});
export const DescribeResourceTags = z.strictObject({
  CreateUin: uint.optional(),
  ResourceRegion: text.optional(),
  ServiceType: serviceType.optional(),
  ResourcePrefix: resourcePrefix.optional(),
  ResourceId: text.optional(),
  ...page,
});

const oneTagOfMany = {
  ServiceType: serviceType,
  ResourceIds: resourceIds,
  TagKey: text,
  ResourceRegion: text,
  ResourcePrefix: resourcePrefix.default("key"),
};
export const AttachResourcesTag = z.strictObject({
  ...oneTagOfMany,
  TagValue: text,
});
export const DetachResourcesTag = z.strictObject(oneTagOfMany);
