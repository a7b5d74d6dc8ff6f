import { commands as alibaba } from "../alibaba/commands";
import { CODES as ALIBABA_CODES } from "../alibaba/codes";
import { commands as tencent } from "../tencent/commands";
import { CODES as TENCENT_CODES } from "../tencent/codes";
import { parseEndpoint } from "./http/network";
import type { CloudSettings } from "../rules";
import { remedyOf } from "./replies/treatment";

/** Commands that are printed for users run as printed: wherever they are typed, and at the host that the settings name. */

const KEY_ID = "key-hzz62ab0ad57t0example";
const REGION = "cn-hangzhou";

test.each<[CloudSettings, NodeJS.ProcessEnv, string]>([
  [{}, {}, ""],
  [
    { alibabaRegion: REGION, alibabaEndpoint: "http://127.0.0.1:4510" },
    {},
    " --endpoint 127.0.0.1:4510 --insecure",
  ],
  [
    { alibabaEndpoint: "kms-vpc.{region}.aliyuncs.com" },
    {},
    " --endpoint kms-vpc.cn-hangzhou.aliyuncs.com",
  ],
  [
    { alibabaEndpoints: `{"cn-hangzhou":"https://kms.example:8443"}` },
    {},
    " --endpoint kms.example:8443",
  ],
  [
    { alibabaRegion: REGION },
    { ALIBABA_CLOUD_ENDPOINT_KMS: "kms.internal" },
    " --endpoint kms.internal",
  ],
  // Each call reports the wrong endpoint; the command is still the best that there is.
  [{ alibabaEndpoint: "not a host" }, {}, ""],
])(
  "Alibaba Cloud's name region and endpoint, with %j %j",
  (settings, environment, endpoint) => {
    const { cancelDeletion, scheduleDeletion } = alibaba(settings, environment);
    expect(cancelDeletion(REGION, KEY_ID)).toBe(
      `aliyun kms CancelKeyDeletion --region ${REGION} --KeyId ${KEY_ID}${endpoint}`,
    );
    expect(scheduleDeletion(REGION, KEY_ID)).toBe(
      `aliyun kms ScheduleKeyDeletion --region ${REGION} --KeyId ${KEY_ID} --PendingWindowInDays 7${endpoint}`,
    );
  },
);

test.each<[CloudSettings, string]>([
  [{}, ""],
  [
    { tencentEndpoint: "http://127.0.0.1:4510" },
    " --endpoint http://127.0.0.1:4510",
  ],
  [
    { tencentEndpoint: "kms.internal.tencentcloudapi.com" },
    " --endpoint kms.internal.tencentcloudapi.com",
  ],
  [{ tencentEndpoint: "not a host" }, ""],
])(
  "Tencent Cloud's name region and endpoint, with %j",
  (settings, endpoint) => {
    const region = "ap-guangzhou";
    const { cancelDeletion, scheduleDeletion } = tencent(settings);
    expect(cancelDeletion(region, KEY_ID)).toBe(
      `tccli kms CancelKeyDeletion --region ${region} --KeyId ${KEY_ID}${endpoint}`,
    );
    const disable = `tccli kms DisableKey --region ${region} --KeyId ${KEY_ID}${endpoint} && `;
    const schedule = `tccli kms ScheduleKeyDeletion --region ${region} --KeyId ${KEY_ID} --PendingWindowInDays 7${endpoint}`;
    for (const state of ["Enabled", undefined] as const)
      expect(scheduleDeletion(region, KEY_ID, state)).toBe(disable + schedule);
    for (const state of ["Disabled", "PendingImport"] as const)
      expect(scheduleDeletion(region, KEY_ID, state)).toBe(schedule);
  },
);

describe("a remedy's command", () => {
  const endpoint = parseEndpoint("http://127.0.0.1:4510");
  const where = { action: "CreateKey", region: "a-region", endpoint };
  const printed = [
    ...Object.entries(ALIBABA_CODES),
    ...Object.entries(TENCENT_CODES),
  ].flatMap(([code, treatment]) =>
    [...remedyOf(treatment, where).matchAll(/`((?:aliyun|tccli) [^`]*)`/g)].map(
      ([, command = ""]): [string, string] => [code, command],
    ),
  );

  test("is one of those that are held against the grammar", () => {
    expect(printed.length).toBeGreaterThanOrEqual(4);
  });

  test.each(printed)("of %s names region and endpoint: %s", (_, command) => {
    expect(command).toMatch(
      /^aliyun kms \w+ --region [\w-]+( --[\w.]+ \S+)* --endpoint 127\.0\.0\.1:4510 --insecure$|^tccli kms \w+ --region [\w-]+( --\w+ \S+)* --endpoint http:\/\/127\.0\.0\.1:4510$/,
    );
  });
});
