import type { SettingRule } from "../rules";

/**
 * The provider config of this cloud. The environment variables are those that Tencent Cloud's SDKs, its command line
 * tccli and its Terraform provider look at (docs/clouds/tencent.md#credentials); none of them ever decides a key's
 * region.
 */
export const SETTINGS: Readonly<Record<string, SettingRule>> = {
  tencentRegion: {
    description:
      "Region of new keys that don't set `region`, such as `ap-guangzhou`.",
  },
  tencentSecretId: {
    pairedWith: "tencentSecretKey",
    emulated: { default: "emulator" },
    description:
      "SecretId of the API key. Together with `tencentSecretKey`, it takes precedence over every other source.",
    environment: ["TENCENTCLOUD_SECRET_ID"],
  },
  tencentSecretKey: {
    pairedWith: "tencentSecretId",
    emulated: { default: "emulator-secret" },
    secret: true,
    description: "SecretKey of the API key.",
    environment: ["TENCENTCLOUD_SECRET_KEY"],
  },
  tencentToken: {
    secret: true,
    description: "Session token, if the API key is temporary.",
    environment: [
      "TENCENTCLOUD_SECURITY_TOKEN",
      "TENCENTCLOUD_SESSION_TOKEN",
      "TENCENTCLOUD_TOKEN",
    ],
  },
  tencentProfile: {
    emulated: "refused",
    description:
      "Profile in the credential files of Tencent Cloud's SDKs and of tccli. Default: `default`.",
    environment: ["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"],
  },
  tencentRoleArn: {
    description:
      "CAM role to assume, such as `qcs::cam::uin/100000000001:roleName/deployer`.",
    environment: ["TENCENTCLOUD_ASSUME_ROLE_ARN", "TENCENTCLOUD_ROLE_ARN"],
  },
  tencentRoleSessionName: {
    description: "Session name of the assumed role. Default: `pulumi-cmk`.",
    environment: [
      "TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME",
      "TENCENTCLOUD_ROLE_SESSION_NAME",
    ],
  },
  tencentRoleDuration: {
    type: "seconds",
    range: [1, 43_200],
    description:
      "How long the assumed role's credentials last before they are renewed, in seconds; at most 43200. Default: 7200.",
    environment: ["TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION"],
  },
  tencentRoleExternalId: {
    description: "External id that the role's trust policy asks for.",
    environment: ["TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID"],
  },
  tencentRolePolicy: {
    description: "CAM policy in JSON that restricts the assumed role.",
  },
  tencentEndpoint: {
    emulated: "url",
    description:
      "Host or URL of KMS. Finance regions and private networks need their own. Default: `kms.tencentcloudapi.com`.",
  },
  tencentTagEndpoint: {
    emulated: "url",
    description:
      "Host or URL of the tag service. Default: `tag.tencentcloudapi.com`.",
  },
  tencentStsEndpoint: {
    emulated: "url",
    description: "Host or URL of STS. Default: `sts.tencentcloudapi.com`.",
  },
};
