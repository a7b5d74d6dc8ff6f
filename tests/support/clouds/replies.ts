import { generateKeyPairSync } from "node:crypto";
import { Client as AlibabaClient } from "../../../provider/clouds/alibaba/client";
import type { KeyService } from "../../../provider/clouds/cloud";
import { AlibabaKeyService } from "../../../provider/clouds/alibaba/service";
import { Settings } from "../../../provider/clouds/settings";
import { Client as TencentClient } from "../../../provider/clouds/tencent/client";
import { TencentKeyService } from "../../../provider/clouds/tencent/service";
import { SETTINGS as TENCENT_SETTINGS } from "../../../provider/clouds/tencent/settings";
import type { Exchange } from "../../../provider/clouds/common/http/transport";
import type { CloudName } from "../../../provider/model/types";

/** A sound reply of each action of both clouds that is read, and a transport that answers with them. */

export type Json = Record<string, unknown>;

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

export const REPLIES: Record<CloudName, Record<string, Json>> = {
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
    AssumeRole: {
      Credentials: {
        AccessKeyId: "temporary-id",
        AccessKeySecret: "temporary-secret",
        SecurityToken: "token",
        Expiration: "2036-01-02T03:04:05Z",
      },
    },
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
    CancelKeyDeletion: { KeyId: TENCENT_ID },
    GetCallerIdentity: { AccountId: UIN },
    AssumeRole: {
      Credentials: {
        TmpSecretId: "temporary-id",
        TmpSecretKey: "temporary-secret",
        Token: "token",
      },
      ExpiredTime: 2_083_000_000,
    },
  },
};

export interface Place {
  region: string;
  keyId: string;
  arn: string;
}
export const PLACES: Record<CloudName, Place> = {
  alibaba: { region: "cn-hangzhou", keyId: ALIBABA_ID, arn: ALIBABA_ARN },
  tencent: { region: "ap-guangzhou", keyId: TENCENT_ID, arn: TENCENT_ARN },
};

/** In place of `exchange`: answers from the table; actions that it lacks as any change is answered. */
export class Replies {
  /** Texts in place of the table's, by action. */
  readonly spoilt = new Map<string, string>();
  /** Actions in the order in which they were called. */
  readonly calls: string[] = [];

  readonly exchange = ({
    headers,
  }: Exchange): Promise<{ status: number; text: string }> => {
    const cloud = "x-tc-action" in headers ? "tencent" : "alibaba";
    const action = headers["x-tc-action"] ?? headers["x-acs-action"] ?? "";
    this.calls.push(action);
    const sound = JSON.stringify(REPLIES[cloud][action] ?? {});
    const text = withRequestId(this.spoilt.get(action) ?? sound);
    const isWrapped = cloud === "tencent" && text.startsWith("{");
    return Promise.resolve({
      status: 200,
      text: isWrapped ? `{"Response":${text}}` : text,
    });
  };
}

/** As both clouds put it on each reply. */
function withRequestId(text: string): string {
  return text
    .replace(/^\{(?=")/, '{"RequestId":"r-1",')
    .replace(/^\{\}$/, '{"RequestId":"r-1"}');
}

type AnyClient = Pick<AlibabaClient & TencentClient, "account">;

export interface Connected {
  service: KeyService;
  client: AnyClient;
}

/** A service that has read nothing yet; `role`: its credentials are another role's. */
export async function connectFresh(
  cloud: CloudName,
  role: boolean,
): Promise<Connected> {
  if (cloud === "alibaba") {
    const client = AlibabaClient.open(
      {
        alibabaAccessKeyId: "id",
        alibabaAccessKeySecret: "secret",
        ...(role && { alibabaRoleArn: `acs:ram::${UIN}:role/keys` }),
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
    ...(role && { tencentRoleArn: `qcs::cam::uin/${UIN}:roleName/keys` }),
  };
  const client = await TencentClient.open(
    new Settings(TENCENT_SETTINGS, configured, {}),
    around,
  );
  return { client, service: new TencentKeyService(client) };
}
