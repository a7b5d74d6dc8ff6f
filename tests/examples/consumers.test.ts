import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { load } from "js-yaml";
import { blocksOf, DOCS_PAGES } from "../docs/pages";
import { exampleText } from "../support/examples-readme";
import { EXAMPLES, ROOT } from "../support/paths";
import { until } from "../support/until";

/**
 * Programs whose buckets, databases, disks, clusters and logs use a key, run with Pulumi's mocks: whether the key reaches
 * the property that takes it, in the form that it takes.
 */

interface Registered {
  type: string;
  inputs: Record<string, unknown>;
}

/** A key as the provider would put it out: its forms differ, so that one can't be taken for another. */
const KEY = {
  keyId: "key-hzz62ab0ad57t0aaaaaaa",
  arn: "acs:kms:cn-hangzhou:100000000001:key/key-hzz62ab0ad57t0aaaaaaa",
  region: "cn-hangzhou",
};
const KEY_TYPE = "cmk:index:Cmk";

const { keyId, region } = KEY;

/** What each program has beside its key: the inputs that concern the key. */
const CONSUMERS: Record<string, Record<string, object>> = {
  "encrypted-bucket/alibaba.ts": {
    "alicloud:oss/bucket:Bucket": {
      serverSideEncryptionRule: { sseAlgorithm: "KMS", kmsMasterKeyId: keyId },
    },
  },
  "encrypted-bucket/tencent.ts": {
    "tencentcloud:index/cosBucket:CosBucket": {
      encryptionAlgorithm: "KMS",
      kmsId: keyId,
    },
  },
  "encrypted-database/alibaba.ts": {
    "alicloud:rds/instance:Instance": {
      tdeStatus: "Enabled",
      tdeEncryptionKey: keyId,
    },
    "alicloud:ecs/ecsDisk:EcsDisk": { encrypted: true, kmsKeyId: keyId },
  },
  "encrypted-database/tencent.ts": {
    "tencentcloud:index/mysqlInstanceEncryptionOperation:MysqlInstanceEncryptionOperation":
      { keyId, keyRegion: region },
    "tencentcloud:index/cbsStorage:CbsStorage": {
      encrypt: true,
      kmsKeyId: keyId,
    },
  },
  "encrypted-cluster/alibaba.ts": {
    "alicloud:cs/managedKubernetes:ManagedKubernetes": {
      disableEncryption: false,
      encryptionProviderKey: keyId,
    },
    "alicloud:log/store:Store": {
      encryptConf: {
        enable: true,
        encryptType: "default",
        userCmkInfo: {
          cmkKeyId: keyId,
          regionId: region,
          arn: "acs:ram::100000000001:role/logs",
        },
      },
    },
  },
  "encrypted-cluster/tencent.ts": {
    "tencentcloud:index/kubernetesEncryptionProtection:KubernetesEncryptionProtection":
      { kmsConfiguration: { keyId, kmsRegion: region } },
    "tencentcloud:index/clsTopic:ClsTopic": {
      encryption: 1,
      customKmsInfo: { kmsKeyId: keyId, kmsRegion: region },
    },
  },
};

const CONFIG = {
  appId: "1250000000",
  vswitchId: "vsw-1",
  vswitchIds: '["vsw-1"]',
  alibabaZone: "cn-hangzhou-i",
  tencentZone: "ap-guangzhou-3",
  mysqlInstanceId: "cdb-1",
  clusterId: "cls-1",
  logsetId: "logset-1",
  logProject: "shop",
  logRole: "acs:ram::100000000001:role/logs",
};

const PROGRAMS = Object.keys(CONSUMERS);
let registered: Registered[] = [];
/** By program: a program runs once. */
const REGISTERED = new Map<string, Registered[]>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, inputs: inputs as Registered["inputs"] });
      const state = { ...(inputs as object) };
      return type === KEY_TYPE
        ? { id: `alibaba/cn-hangzhou/${keyId}`, state: { ...state, ...KEY } }
        : { id: `${name}-id`, state };
    },
    call: ({ inputs }) => inputs as object,
  });
  for (const [name, value] of Object.entries(CONFIG))
    pulumi.runtime.setConfig(`project:${name}`, value);
});

/** What a program registers: its consumers after its key, whose outputs they wait for. */
async function registeredBy(program: string): Promise<Registered[]> {
  const known = REGISTERED.get(program);
  if (known) return known;
  registered = [];
  await import(join(EXAMPLES, program));
  const expected = 1 + Object.keys(CONSUMERS[program] ?? {}).length;
  await until(() => registered.length >= expected || undefined);
  REGISTERED.set(program, registered);
  return registered;
}

test.each(PROGRAMS)("%s hands its key to what it encrypts", async (program) => {
  const made = await registeredBy(program);
  const keys = made.filter(({ type }) => type === KEY_TYPE);
  const consumers = made.filter(({ type }) => type !== KEY_TYPE);
  expect(keys).toHaveLength(1);
  expect(
    Object.fromEntries(consumers.map(({ type, inputs }) => [type, inputs])),
  ).toMatchObject(CONSUMERS[program] ?? {});
  expect(consumers).toHaveLength(Object.keys(CONSUMERS[program] ?? {}).length);
  // Pulumi's id and the ARN are for Pulumi and for policies.
  expect(JSON.stringify(consumers)).not.toMatch(/alibaba\/cn-hangzhou|acs:kms/);
});

/** A program of the page on buckets in YAML, as the engine would register it. */
function registeredByYaml(program: string): Registered[] {
  const code = program
    .replaceAll("${bucket}", `statements-${CONFIG.appId}`)
    .replace(/\$\{\w+\.keyId\}/g, keyId);
  const { resources } = load(code) as {
    resources: Record<string, { type: string; properties: object }>;
  };
  return Object.values(resources).map(({ type, properties }) => ({
    type: fullType(type),
    inputs: { ...properties },
  }));
}

/** Such as alicloud:oss/bucket:Bucket for alicloud:oss:Bucket. */
function fullType(type: string): string {
  const [name = "", ...rest] = type.split(":");
  const [module = "index", resource = ""] =
    rest.length > 1 ? rest : ["index", ...rest];
  if (name === "cmk") return KEY_TYPE;
  const file = resource.charAt(0).toLowerCase() + resource.slice(1);
  return `${name}:${module}/${file}:${resource}`;
}

test("the programs of the page on buckets are the same in YAML", async () => {
  const programs = blocksOf(["docs/how-to/encrypt-buckets.md"], "yaml");
  expect(programs).toHaveLength(2);
  for (const [at, { code }] of programs.entries()) {
    const [name = ""] = PROGRAMS.slice(at);
    expect(registeredByYaml(code)).toEqual(await registeredBy(name));
  }
});

const PAGED = [...PROGRAMS, "key-per-tenant/tenant-key.ts"];

test.each(PAGED)("a page shows %s as it is", (program) => {
  const shown = blocksOf(DOCS_PAGES, "typescript").map(({ code }) => code);
  expect(shown.includes(exampleText(program))).toBe(true);
});

test("the SDK that the examples ask for is the one that they are compiled against", () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(path, "utf8")) as Record<
      string,
      Record<string, string>
    >;
  const compiled = read(join(ROOT, "package.json"))["devDependencies"];
  const [major = ""] = compiled?.["@pulumi/alicloud"]?.split(".") ?? [];
  for (const program of PROGRAMS) {
    const asked = read(join(EXAMPLES, program, "../package.json"));
    expect(asked["dependencies"]?.["@pulumi/alicloud"]).toMatch(`^${major}.`);
  }
});
