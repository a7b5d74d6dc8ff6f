/**
 * All that is used of the vendor's SDK, and the only file that imports it. `tencentcloud-sdk-nodejs-kms`, the package of
 * KMS alone, is not in the npm registry; where it is, its name goes here (docs/decisions.md#the-provider-uses-tencent-clouds-whole-sdk).
 */
import type { AbstractClient } from "tencentcloud-sdk-nodejs/tencentcloud/common/abstract_client";
import type { ClientConfig } from "tencentcloud-sdk-nodejs/tencentcloud/common/interface";
import type { Client as KmsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_client";
import type { Client as StsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_client";
import type { Client as TagClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/tag_client";
import type { ServiceName } from "./endpoints";

export type {
  CreateKeyRequest,
  KeyMetadata,
  ListKeyDetailRequest,
  Tag,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/kms_models";
export { default as Sign } from "tencentcloud-sdk-nodejs/tencentcloud/common/sign";

/** The vendor's client of each service. */
export interface Clients extends Record<ServiceName, AbstractClient> {
  kms: KmsClient;
  tag: TagClient;
  sts: StsClient;
}

/** The actions of a client: its methods without those that all clients have. */
export type Action<C> = Exclude<keyof C, keyof AbstractClient> & string;
export type RequestOf<C, A extends Action<C>> = C[A] extends (
  request: infer Q,
  ...rest: never[]
) => unknown
  ? Q
  : never;
export type ReplyOf<C, A extends Action<C>> = C[A] extends (
  ...all: never[]
) => Promise<infer R>
  ? R
  : never;

export type Sdk = {
  [S in ServiceName]: new (config: ClientConfig) => Clients[S];
};

/** Three services only: the whole SDK has hundreds, and takes seconds to load. */
export async function loadSdk(): Promise<Sdk> {
  const [kms, tag, sts] = await Promise.all([
    import("tencentcloud-sdk-nodejs/tencentcloud/services/kms/v20190118/index.js"),
    import("tencentcloud-sdk-nodejs/tencentcloud/services/tag/v20180813/index.js"),
    import("tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/index.js"),
  ]);
  return {
    kms: kms.v20190118.Client,
    tag: tag.v20180813.Client,
    sts: sts.v20180813.Client,
  };
}
