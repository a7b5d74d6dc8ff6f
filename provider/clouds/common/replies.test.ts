import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CloudName } from "../../model/types";
import { Client as AlibabaClient } from "../alibaba/client";
import { AlibabaKeyService } from "../alibaba/service";
import type { CallContext, Key, KeyService } from "../cloud";
import { CloudError } from "../errors";
import { Settings } from "../settings";
import { Client as TencentClient } from "../tencent/client";
import { TencentKeyService } from "../tencent/service";
import { settings } from "../tencent/settings";
import { contextOf } from "../../../tests/support/clouds/bench";

/**
 * Every field of every reply, spoilt in every way: what comes of it is what came of the sound reply, or an error that
 * names action and field; never a TypeError, a value that nobody told, or a call without end.
 */

// Waits between tries are over at once; their number is what it is.
jest.mock("./sleep", () => ({ sleep: () => Promise.resolve() }));

type Json = Record<string, unknown>;

const UIN = "100000000001";
const ALIBABA_ID = "11111111-2222-4333-8444-555555555555";
const ALIBABA_ARN = `acs:kms:cn-hangzhou:${UIN}:key/${ALIBABA_ID}`;
const TENCENT_ID = "99999999-4956-11e9-bc70-5254005e86b4";
const TENCENT_ARN = `qcs::kms:ap-guangzhou:uin/${UIN}:key/creatorUin/${UIN}/${TENCENT_ID}`;

/** An RSA-2048 public key, and an image of it as PEM. */
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const DER = publicKey
  .export({ format: "der", type: "spki" })
  .toString("base64");
const PEM = publicKey.export({ format: "pem", type: "spki" }).toString();

const ALIBABA_KEY = {
  KeyId: ALIBABA_ID,
  Arn: ALIBABA_ARN,
  KeyState: "Enabled",
  KeySpec: "Aliyun_AES_256",
  KeyUsage: "ENCRYPT/DECRYPT",
  Origin: "EXTERNAL",
  Description: "a text",
  Creator: UIN,
  CreationDate: "2026-01-02T03:04:05Z",
  AutomaticRotation: "Enabled",
  RotationInterval: "604800s",
  DeletionProtection: "Disabled",
  MaterialExpireTime: "2030-01-02T03:04:05Z",
  ProtectionLevel: "SOFTWARE",
};

const TENCENT_KEY = {
  KeyId: TENCENT_ID,
  Alias: "orders",
  CreateTime: 1_552_897_190,
  Description: "a text",
  KeyState: "Enabled",
  KeyUsage: "ENCRYPT_DECRYPT",
  CreatorUin: Number(UIN),
  CreatorUinString: UIN,
  ResourceId: `creatorUin/${UIN}/${TENCENT_ID}`,
  KeyRotationEnabled: true,
  RotateDays: 30,
  LastRotateTime: 0,
  Origin: "EXTERNAL",
  ValidTo: 1_900_000_000,
};

const REPLIES: Record<CloudName, Record<string, Json>> = {
  alibaba: {
    DescribeKey: { KeyMetadata: ALIBABA_KEY },
    CreateKey: { KeyMetadata: ALIBABA_KEY },
    ListTagResources: {
      TagResources: {
        TagResource: [
          { ResourceId: ALIBABA_ID, TagKey: "team", TagValue: "billing" },
        ],
      },
      NextToken: "",
    },
    ListAliasesByKeyId: {
      Aliases: { Alias: [{ AliasName: "alias/orders", KeyId: ALIBABA_ID }] },
      TotalCount: 1,
    },
    ListAliases: {
      Aliases: { Alias: [{ AliasName: "alias/orders", KeyId: ALIBABA_ID }] },
      TotalCount: 1,
    },
    ListKeys: { Keys: { Key: [{ KeyId: ALIBABA_ID }] }, TotalCount: 1 },
    ListKeyVersions: {
      KeyVersions: {
        KeyVersion: [
          { KeyVersionId: "v1", CreationDate: "2026-01-02T03:04:05Z" },
        ],
      },
      TotalCount: 1,
    },
    GetPublicKey: { PublicKey: PEM },
    GetParametersForImport: { ImportToken: "token", PublicKey: DER },
    ImportKeyMaterial: {},
    CancelKeyDeletion: {},
    GetCallerIdentity: { AccountId: UIN },
  },
  tencent: {
    DescribeKey: { KeyMetadata: TENCENT_KEY },
    DescribeKeys: { KeyMetadatas: [TENCENT_KEY] },
    ListKeyDetail: { TotalCount: 1, KeyMetadatas: [TENCENT_KEY] },
    CreateKey: { KeyId: TENCENT_ID, TagCode: 0, TagMsg: "" },
    ListAlgorithms: {
      SymmetricAlgorithms: [{ KeyUsage: "ENCRYPT_DECRYPT", Algorithm: "SM4" }],
    },
    DescribeResourceTagsByResourceIds: {
      TotalCount: 1,
      Limit: 100,
      Tags: [
        {
          ResourceId: `creatorUin/${UIN}/${TENCENT_ID}`,
          TagKey: "team",
          TagValue: "billing",
        },
      ],
    },
    GetPublicKey: { PublicKey: DER },
    GetParametersForImport: { ImportToken: "token", PublicKey: DER },
    ImportKeyMaterial: {},
    CancelKeyDeletion: {},
    GetCallerIdentity: { AccountId: UIN },
  },
};

type AnyClient = Pick<AlibabaClient & TencentClient, "account">;

interface Connected {
  service: KeyService;
  client: AnyClient;
}

/** What is asked of a cloud, and the actions that it takes. */
interface Case {
  actions: Record<CloudName, string[]>;
  ask(
    service: KeyService,
    at: Place,
    context: CallContext,
    client: AnyClient,
  ): Promise<unknown>;
}
interface Place {
  region: string;
  keyId: string;
  arn: string;
}
const PLACES: Record<CloudName, Place> = {
  alibaba: { region: "cn-hangzhou", keyId: ALIBABA_ID, arn: ALIBABA_ARN },
  tencent: { region: "ap-guangzhou", keyId: TENCENT_ID, arn: TENCENT_ARN },
};
const EVERYTHING = { aliases: true, tags: true, policy: true };

const CASES: Record<string, Case> = {
  describe: {
    actions: {
      alibaba: ["DescribeKey", "ListTagResources", "ListAliasesByKeyId"],
      tencent: [
        "DescribeKey",
        "DescribeResourceTagsByResourceIds",
        "ListAlgorithms",
        "GetCallerIdentity",
      ],
    },
    ask: (service, { region, keyId, arn }, context) =>
      service.in(region, context).describe(keyId, EVERYTHING, arn),
  },
  "describe several": {
    actions: { alibaba: [], tencent: ["DescribeKeys"] },
    ask: async (service, { region, keyId }, context) => {
      const other = `${keyId.slice(0, -1)}0`;
      const [first] = await Promise.allSettled([
        service.in(region, context).describe(keyId, {}),
        service.in(region, context).describe(other, {}),
      ]);
      if (first.status === "rejected") throw first.reason;
      return first.value;
    },
  },
  account: {
    actions: { alibaba: ["GetCallerIdentity"], tencent: ["GetCallerIdentity"] },
    ask: (_, __, context, client) => client.account(context),
  },
  "find by alias": {
    actions: { alibaba: ["DescribeKey"], tencent: ["ListKeyDetail"] },
    ask: (service, { region }, context) =>
      service.in(region, context).findByAlias("orders"),
  },
  list: {
    actions: {
      alibaba: ["ListKeys", "ListAliases", "DescribeKey"],
      tencent: ["ListKeyDetail"],
    },
    ask: async (service, { region }, context) => {
      const keys: Key[] = [];
      for await (const key of service.in(region, context).list({}, EVERYTHING))
        keys.push(key);
      return keys;
    },
  },
  listing: {
    actions: { alibaba: ["ListTagResources"], tencent: ["ListKeyDetail"] },
    ask: (service, { region }, context) =>
      service.in(region, context).listing(),
  },
  "public key": {
    actions: {
      alibaba: ["GetPublicKey", "ListKeyVersions"],
      tencent: ["GetPublicKey"],
    },
    ask: (service, { region, keyId }, context) =>
      service.in(region, context).publicKey({ keyId }),
  },
  "import material": {
    actions: {
      alibaba: ["GetParametersForImport"],
      tencent: ["GetParametersForImport"],
    },
    ask: (service, { region, keyId }, context) =>
      service.in(region, context).importMaterial(keyId, {
        material: Buffer.alloc(16).toString("base64"),
      }),
  },
};

/** A JSON text in the place of a value; 1e999 is what JSON has for infinity, and nothing for NaN. */
const SPOILT: Record<string, string | undefined> = {
  missing: undefined,
  null: "null",
  "a text": '"spoilt"',
  "a number as text": '"7"',
  "empty text": '""',
  true: "true",
  negative: "-1",
  infinite: "1e999",
  "an array": "[]",
  "an object": "{}",
};

function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...pathsOf(member).map((path) => [name, ...path]),
  ]);
}

/** The reply as JSON text with one member replaced. */
function spoil(reply: Json, path: string[], by: string | undefined): string {
  const copy = structuredClone(reply);
  const parents = path.slice(0, -1);
  const parent = parents.reduce<Json>((at, name) => at[name] as Json, copy);
  const last = path.at(-1) ?? "";
  if (by === undefined) {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
    return JSON.stringify(copy);
  }
  parent[last] = "%SPOILT%";
  return JSON.stringify(copy).replace('"%SPOILT%"', by);
}

/** Answers both clouds' actions from the table; unknown ones as any change is answered. */
class FakeCloud {
  readonly answers = new Map<string, string>();
  calls = 0;
  readonly #server: Server;

  private constructor(readonly name: CloudName) {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        this.calls += 1;
        const answer = this.#answer(request, body);
        response.setHeader("content-type", "application/json");
        response.end(answer);
      });
    });
  }

  static async start(name: CloudName): Promise<FakeCloud> {
    const cloud = new FakeCloud(name);
    cloud.#server.listen(0, "127.0.0.1");
    await once(cloud.#server, "listening");
    return cloud;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, body: string): string {
    const action =
      request.headers["x-tc-action"] ??
      new URLSearchParams(body).get("Action") ??
      "";
    const sound = JSON.stringify(REPLIES[this.name][String(action)] ?? {});
    const answer = this.answers.get(String(action)) ?? sound;
    return this.name === "tencent" && answer.startsWith("{")
      ? `{"Response":${answer}}`
      : answer;
  }

  async connect(): Promise<Connected> {
    if (this.name === "alibaba") {
      const client = AlibabaClient.open(
        {
          alibabaAccessKeyId: "id",
          alibabaAccessKeySecret: "secret",
          alibabaEndpoints: JSON.stringify({ "cn-hangzhou": this.url }),
          alibabaStsEndpoint: this.url,
        },
        { HOME: "/nowhere", ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" },
      );
      return { client, service: new AlibabaKeyService(client) };
    }
    const around = {
      environment: {},
      home: "/nowhere",
      machineFile: "/nowhere/credentials",
    };
    const configured = {
      tencentSecretId: "id",
      tencentSecretKey: "secret",
      tencentEndpoint: this.url,
      tencentTagEndpoint: this.url,
      tencentStsEndpoint: this.url,
    };
    const client = await TencentClient.open(
      new Settings(settings, configured, {}),
      around,
    );
    return { client, service: new TencentKeyService(client) };
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** The last name in a path; places in a list have none. */
function fieldOf(path: string[]): string {
  return path.filter((name) => !/^\d+$/.test(name)).at(-1) ?? "";
}

/**
 * The names of which an error must tell one: the spoilt field, or the field that it no longer agrees with. A list that
 * lost its members is belied by its count; a text that is not the key's id is belied by the arn.
 */
function namesFor(
  reply: Json,
  path: string[],
  by: string | undefined,
): string[] {
  const names = [fieldOf(path)];
  if ("TotalCount" in reply && isEmptied(reply, path, by))
    names.push("TotalCount");
  const isOtherId = by?.startsWith('"') === true && by !== '""';
  if (isOtherId && path.join(".") === "KeyMetadata.KeyId")
    names.push("KeyMetadata.Arn");
  return names;
}

/** Whether nothing is left of a list: its only member is gone, or it is empty or absent itself, or what holds it is. */
function isEmptied(
  reply: Json,
  path: string[],
  by: string | undefined,
): boolean {
  const [parent, value] = [path.slice(0, -1), path].map((names) =>
    names.reduce<unknown>((from, name) => (from as Json)[name], reply),
  );
  if (Array.isArray(parent)) return by === undefined;
  if (by === undefined || by === "null") return holdsList(value);
  return by === (Array.isArray(value) ? "[]" : "{}") && holdsList(value);
}

function holdsList(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return Object.values((value ?? {}) as Json).some(Array.isArray);
}

/** Every value in what a call gave. */
function valuesIn(value: unknown): unknown[] {
  if (value instanceof Map) return [...value].flatMap(valuesIn);
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(valuesIn);
}

/** What may stand for something that the cloud does not have. */
const NONE: unknown[] = [undefined, "", false, "SYMMETRIC_DEFAULT"];

interface Row {
  cloud: CloudName;
  name: string;
  action: string;
}
const ROWS: Row[] = Object.entries(CASES).flatMap(([name, { actions }]) =>
  (["alibaba", "tencent"] as const).flatMap((cloud) =>
    actions[cloud].map((action) => ({ cloud, name, action })),
  ),
);

const FAKES = new Map<CloudName, FakeCloud>();
beforeAll(async () => {
  for (const cloud of ["alibaba", "tencent"] as const)
    FAKES.set(cloud, await FakeCloud.start(cloud));
});
afterEach(() => {
  for (const fake of FAKES.values()) fake.answers.clear();
});
afterAll(() => {
  for (const fake of FAKES.values()) fake.close();
});

function fakeOf(cloud: CloudName): FakeCloud {
  return FAKES.get(cloud) as FakeCloud;
}

async function ask({ cloud, name }: Row, { service, client }: Connected) {
  const warnings: string[] = [];
  const context = contextOf({ warn: (warning) => warnings.push(warning) });
  const value = await CASES[name]
    ?.ask(service, PLACES[cloud], context, client)
    .catch((error: unknown) =>
      error instanceof Error ? error : new Error("thrown"),
    );
  return { value, warnings };
}

test.each(ROWS)(
  "$cloud: each field of $action, spoilt, is as before or named by $name",
  async (row) => {
    const { cloud, action } = row;
    const fake = fakeOf(cloud);
    const connected = await fake.connect();
    const sound = await ask(row, connected);
    expect(sound.value).not.toBeInstanceOf(Error);
    const known = valuesIn(sound.value);
    const reply = REPLIES[cloud][action] as Json;
    const faults: unknown[] = [];
    for (const path of pathsOf(reply))
      for (const [how, by] of Object.entries(SPOILT)) {
        fake.answers.set(action, spoil(reply, path, by));
        fake.calls = 0;
        const fresh = await fake.connect();
        const { value, warnings } = await ask(row, fresh);
        fresh.service.close();
        const at = [path.join("."), how];
        if (value instanceof Error) {
          const { message } = value;
          const named =
            value instanceof CloudError &&
            // As a word: "Keys" is not named by "ListKeys".
            namesFor(reply, path, by).some((name) =>
              new RegExp(`\\b${name}\\b`).test(message),
            );
          if (!named) faults.push([...at, value.message]);
        } else {
          // A text in a text's place is the cloud's word.
          const word = by?.startsWith('"') ? (JSON.parse(by) as string) : "";
          const invented = valuesIn(value).filter(
            (one) =>
              ![...known, ...NONE].includes(one) &&
              !(word !== "" && String(one).includes(word)),
          );
          if (invented.length > 0 && warnings.length === 0)
            faults.push([...at, invented]);
        }
        if (fake.calls > 60) faults.push([...at, `${fake.calls} calls`]);
      }
    connected.service.close();
    expect(faults).toEqual([]);
  },
  120_000,
);

test.each(ROWS)(
  "$cloud: what is no JSON object in the place of $action is no value of $name",
  async (row) => {
    const fake = fakeOf(row.cloud);
    for (const answer of ["[]", "null", "7", "", "{", "<html></html>"]) {
      fake.answers.set(row.action, answer);
      const connected = await fake.connect();
      const { value } = await ask(row, connected);
      connected.service.close();
      if (row.name === "describe several") continue;
      expect([answer, value]).toEqual([answer, expect.any(CloudError)]);
    }
  },
);

test.each([
  ["alibaba", "GetCallerIdentity", "account"],
  ["tencent", "GetCallerIdentity", "account"],
  ["tencent", "ListAlgorithms", "describe"],
] as const)(
  "%s: a bad reply of %s is not remembered",
  async (cloud, action, name) => {
    const fake = fakeOf(cloud);
    const connected = await fake.connect();
    const row = { cloud, name, action };
    for (const answer of ["{}", '{"AccountId":7,"SymmetricAlgorithms":[]}']) {
      fake.answers.set(action, answer);
      expect((await ask(row, connected)).value).toBeInstanceOf(CloudError);
    }
    fake.answers.clear();
    expect((await ask(row, connected)).value).not.toBeInstanceOf(Error);
    connected.service.close();
  },
);
