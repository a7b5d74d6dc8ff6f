import { actionsOf, type Actions } from "../action";
import * as change from "./change";
import * as parameters from "./parameters";
import * as query from "./query";

/** Version 2018-08-13: docs/clouds/tencent.md#tags. */
export const TAG_ACTIONS: Actions = actionsOf(parameters, {
  ModifyResourceTags: change.modifyResourceTags,
  TagResources: change.tagResources,
  UnTagResources: change.unTagResources,
  DescribeResourceTagsByResourceIds: query.describeResourceTagsByResourceIds,
  GetResources: query.getResources,
  DescribeResourceTags: query.describeResourceTags,
  AttachResourcesTag: change.attachResourcesTag,
  DetachResourcesTag: change.detachResourcesTag,
});
