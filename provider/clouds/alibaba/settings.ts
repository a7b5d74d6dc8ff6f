import type { SettingRule } from "../rules";

/**
 * The provider config of this cloud. The environment variables are those of the vendor's own libraries and of its
 * Terraform provider (docs/clouds/alibaba.md#credentials), the vendor's first. There is none for the region: the
 * environment never moves a key.
 *
 * Access key, secret and token are three names of one thing: their n-th variables belong together and are never mixed.
 */
export const SETTINGS = {
  alibabaRegion: {
    description:
      "Region of new keys that don't set `region`, such as `cn-hangzhou`.",
  },
  alibabaAccessKeyId: {
    pairedWith: "alibabaAccessKeySecret",
    emulated: { default: "emulator" },
    description:
      "AccessKey id. Together with `alibabaAccessKeySecret`, it takes precedence over every other source.",
    environment: [
      "ALIBABA_CLOUD_ACCESS_KEY_ID",
      "ALICLOUD_ACCESS_KEY",
      "ALIBABACLOUD_ACCESS_KEY_ID",
    ],
  },
  alibabaAccessKeySecret: {
    pairedWith: "alibabaAccessKeyId",
    emulated: { default: "emulator-secret" },
    secret: true,
    description: "AccessKey secret.",
    environment: [
      "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
      "ALICLOUD_SECRET_KEY",
      "ALIBABACLOUD_ACCESS_KEY_SECRET",
    ],
  },
  alibabaSecurityToken: {
    secret: true,
    description: "STS token, if the AccessKey is temporary.",
    environment: [
      "ALIBABA_CLOUD_SECURITY_TOKEN",
      "ALICLOUD_SECURITY_TOKEN",
      "ALIBABACLOUD_SECURITY_TOKEN",
    ],
  },
  alibabaProfile: {
    emulated: "refused",
    description:
      "Profile in the credential files of the Alibaba Cloud CLI and SDKs. Default: the CLI's current profile, or `default`.",
    environment: ["ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE"],
  },
  alibabaSharedCredentialsFile: {
    emulated: "refused",
    description:
      "Credential file, in the CLI's JSON or the SDKs' INI format. Default: `~/.aliyun/config.json`, then `~/.alibabacloud/credentials`.",
    environment: [
      "ALIBABA_CLOUD_CREDENTIALS_FILE",
      "ALICLOUD_SHARED_CREDENTIALS_FILE",
    ],
  },
  alibabaRoleArn: {
    description:
      "RAM role to assume, such as `acs:ram::1000000000000001:role/deployer`.",
    environment: ["ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"],
  },
  alibabaRoleSessionName: {
    description: "Session name of the assumed role. Default: `pulumi-cmk`.",
    environment: [
      "ALICLOUD_ASSUME_ROLE_SESSION_NAME",
      "ALIBABA_CLOUD_ROLE_SESSION_NAME",
    ],
  },
  alibabaRoleSessionExpiration: {
    type: "seconds",
    range: [900, 43_200],
    description:
      "How long the assumed role's credentials last before they are renewed, in seconds: 900 to what the role allows, at most 43200. Default: 3600.",
    environment: ["ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"],
  },
  alibabaRoleExternalId: {
    description: "External id that the role's trust policy asks for.",
  },
  alibabaRolePolicy: {
    description: "RAM policy in JSON that restricts the assumed role.",
  },
  alibabaOidcProviderArn: {
    emulated: "refused",
    description:
      "OIDC identity provider. With it, `alibabaRoleArn` is assumed with a token instead of an AccessKey (RRSA).",
    environment: ["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
  },
  alibabaOidcTokenFile: {
    emulated: "refused",
    description: "File with the OIDC token. It is read at each renewal.",
    environment: ["ALIBABA_CLOUD_OIDC_TOKEN_FILE"],
  },
  alibabaEcsRoleName: {
    emulated: "refused",
    description: "RAM role of the ECS instance that Pulumi runs on.",
    environment: ["ALIBABA_CLOUD_ECS_METADATA", "ALICLOUD_ECS_ROLE_NAME"],
  },
  alibabaEndpoint: {
    emulated: "refused",
    perRegion: true,
    description:
      "Host or URL of KMS. Without `{region}`, it is used for `alibabaRegion` only. Default: `kms.{region}.aliyuncs.com`.",
    environment: ["ALIBABA_CLOUD_ENDPOINT_KMS"],
  },
  alibabaEndpoints: {
    emulated: "urls",
    type: "map",
    description:
      "Host or URL of KMS by region. It takes precedence over `alibabaEndpoint`.",
  },
  alibabaStsEndpoint: {
    emulated: "url",
    description: "Host or URL of STS. Default: `sts.aliyuncs.com`.",
  },
} as const satisfies Readonly<Record<string, SettingRule>>;

export type SettingName = keyof typeof SETTINGS;
