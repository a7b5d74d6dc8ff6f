import * as models from "@alicloud/kms20160120";
import { parseEndpoint } from "../common/http/network";
import type { CloudSettings } from "../rules";
import { remedyOf } from "../common/replies/treatment";
import { CODES } from "./codes";
import { commands, configureCommand, kmsCommand } from "./commands";
import { howToFind } from "./create";

/** The Alibaba Cloud CLI, which npm does not have, takes these words; the names of parameters are those of the vendor's SDK. */
const GLOBAL_FLAGS: Readonly<Record<string, RegExp | undefined>> = {
  "--region": /^[a-z]{2}-[a-z\d-]+$/,
  "--endpoint": /^[\w.-]+(:\d+)?$/,
  "--profile": /./,
  "--mode": /^(CloudSSO|OAuth)$/,
  "--insecure": undefined,
};

/** Actions that this SDK has no request for (https://www.alibabacloud.com/help/en/kms/key-management-service/developer-reference/api-kms-2016-01-20-listtagresources). */
const MORE_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  ListTagResources: ["ResourceType", "ResourceId", "Tag", "NextToken"],
  OpenKmsService: [],
};

interface Request {
  names(): Record<string, string>;
}

function parametersOf(action: string): readonly string[] {
  const request = Object.entries(models).find(
    ([name]) => name === `${action}Request`,
  )?.[1] as Request | undefined;
  const names = request ? Object.values(request.names()) : MORE_ACTIONS[action];
  if (!names) throw new Error(`there is no action ${action}`);
  // The region is a global flag: as a parameter, a machine without a configured region refuses it.
  return names.filter((name) => name !== "RegionId");
}

/** What the CLI would refuse in a command, or undefined. */
function faultIn(command: string): string | undefined {
  const words = (command.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? []).map(
    (word) => word.replaceAll(/'([^']*)'|\\(')/g, "$1$2"),
  );
  const [program, service, ...rest] = words;
  if (program !== "aliyun") return `${program} is another program`;
  const action = service === "kms" ? rest.shift() : undefined;
  if (service !== "kms" && service !== "configure") return `no ${service}`;
  const parameters = action === undefined ? [] : parametersOf(action);
  const flags = new Set<string>();
  while (rest.length > 0) {
    const flag = rest.shift() ?? "";
    if (flags.has(flag)) return `${flag} is there twice`;
    flags.add(flag);
    const name = /^--([A-Z]\w*)(\.\d+(\.\w+)?)?$/.exec(flag)?.[1];
    if (!(flag in GLOBAL_FLAGS) && !(name && parameters.includes(name)))
      return `no ${flag}`;
    if (flag === "--insecure") continue;
    const value = rest.shift();
    if (value === undefined || value.startsWith("--"))
      return `${flag} has no value`;
    if (GLOBAL_FLAGS[flag]?.test(value) === false)
      return `${flag} can't be ${value}`;
  }
  return service === "kms" && !flags.has("--region") ? "no region" : undefined;
}

const REGION = "cn-hangzhou";
const KEY_ID = "key-hzz62ab0ad57t0example";

const SETTINGS: CloudSettings[] = [
  {},
  { alibabaEndpoint: "http://127.0.0.1:4510" },
  { alibabaEndpoint: "kms-vpc.{region}.aliyuncs.com" },
  { alibabaEndpoints: `{"${REGION}":"https://kms.example:8443"}` },
];

const PRINTED = [
  ...SETTINGS.flatMap((settings) => {
    const { describe, cancelDeletion, scheduleDeletion } = commands(
      settings,
      {},
    );
    return [describe, cancelDeletion, scheduleDeletion].map((command) =>
      command(REGION, KEY_ID),
    );
  }),
  ...["http://127.0.0.1:4510", "https://kms.cn-hangzhou.aliyuncs.com"]
    .map(parseEndpoint)
    .flatMap((endpoint) => {
      const where = { action: "CreateKey", region: REGION, endpoint };
      const command = (
        action: string,
        parameters: Readonly<Record<string, string>>,
      ) => kmsCommand(action, REGION, parameters, endpoint);
      return [
        howToFind({ command }, "a tag's value"),
        ...Object.values(CODES).map((code) => remedyOf(code, where)),
      ];
    })
    .flatMap((text) =>
      Array.from(text.matchAll(/`(aliyun [^`]*)`/g), ([, found = ""]) => found),
    ),
  configureCommand("OAuth", "work"),
  configureCommand("CloudSSO", "my work's profile"),
];

test("each action that is printed is among those that are tried", () => {
  const actions = PRINTED.map((command) => command.split(" ")[2]);
  expect(actions).toEqual(
    expect.arrayContaining([
      "DescribeKey",
      "CancelKeyDeletion",
      "ScheduleKeyDeletion",
      "ListTagResources",
      "OpenKmsService",
    ]),
  );
});

test.each([...new Set(PRINTED)])("the CLI takes %s", (command) => {
  expect(faultIn(command)).toBeUndefined();
});

test.each([
  ["aliyun kms DescribeKey --RegionId cn-hangzhou --KeyId k", "no --RegionId"],
  ["aliyun kms DescribeKey --KeyId k", "no region"],
  ["aliyun kms DescribeKey --region cn-hangzhou --Key k", "no --Key"],
  [
    "aliyun kms DescribeKey --region cn-hangzhou --KeyId --insecure",
    "--KeyId has no value",
  ],
  [
    "aliyun kms DescribeKey --region cn-hangzhou --KeyId k --endpoint http://h",
    "--endpoint can't be http://h",
  ],
  ["aliyun kms DescribeKey --region cn-hangzhou --KeyId my key", "no key"],
])("the CLI does not take %s", (command, fault) => {
  expect(faultIn(command)).toBe(fault);
});
