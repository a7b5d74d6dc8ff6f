import { action, type Actions } from "../action";
import * as change from "./change";
import * as parameters from "./parameters";
import * as query from "./query";

/** Version 2018-08-13: docs/clouds/tencent.md#tags. */
export const TAG_ACTIONS: Actions = {
  ModifyResourceTags: action(
    parameters.ModifyResourceTags,
    change.modifyResourceTags,
  ),
  TagResources: action(parameters.TagResources, change.tagResources),
  UnTagResources: action(parameters.UnTagResources, change.unTagResources),
  DescribeResourceTagsByResourceIds: action(
    parameters.DescribeResourceTagsByResourceIds,
    query.describeResourceTagsByResourceIds,
  ),
  GetResources: action(parameters.GetResources, query.getResources),
  DescribeResourceTags: action(
    parameters.DescribeResourceTags,
    query.describeResourceTags,
  ),
  AttachResourcesTag: action(
    parameters.AttachResourcesTag,
    change.attachResourcesTag,
  ),
  DetachResourcesTag: action(
    parameters.DetachResourcesTag,
    change.detachResourcesTag,
  ),
};
