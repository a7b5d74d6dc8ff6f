import { randomUUID } from "node:crypto";
import type { WireRequest } from "../../../emulator/core/contract";
import { signed } from "../../../emulator/testing/tencent/requests";
import { TENCENT_REGION } from "../../support/emulator";
import {
  ACCOUNT,
  CloudClient,
  EMULATOR,
  type Answer,
  type AskOptions,
  type Caller,
} from "./cloud";
import type { HttpReply } from "./http";

/** Asks Tencent Cloud with TC3 over a JSON body, as its SDKs do. */
export class TencentClient extends CloudClient {
  readonly name = "tencent";
  readonly home = TENCENT_REGION;
  readonly abroad = "ap-guangzhou";
  readonly words = {
    leftOut: "PostQuantumCryptoSign",
    page: (number: number, Limit: number) => ({
      Offset: (number - 1) * Limit,
      Limit,
    }),
    version: {},
  };

  url(): string {
    return this.emulator.endpoints.tencent;
  }

  signed(
    action: string,
    parameters: object,
    options: AskOptions = {},
  ): WireRequest {
    const { service = "kms", as = EMULATOR, path = "/" } = options;
    const { region, version, at } = options;
    const request = signed({
      service,
      action,
      version,
      body: JSON.stringify(parameters),
      region: region ?? this.home,
      credentials: { secretId: as.id, secretKey: as.secret, token: as.token },
      host: new URL(this.url()).host,
      now: Math.floor((at ?? new Date()).getTime() / 1000),
    });
    return { ...request, path };
  }

  protected read(reply: HttpReply): Answer {
    expect(reply.status).toBe(200);
    // The Python SDK reads errors of exactly this type only.
    expect(reply.headers["content-type"]).toBe("application/json");
    const { Response, ...rest } = JSON.parse(reply.text) as {
      Response: Record<string, unknown>;
    };
    expect(rest).toEqual({});
    const { RequestId, ...fields } = Response;
    expect(RequestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const requestId = String(RequestId);
    if (!("Error" in fields))
      return { reply, outcome: "200 ok", requestId, fields };
    expect(fields).toEqual({
      Error: {
        Code: expect.any(String) as string,
        Message: expect.stringMatching(/\S/) as string,
      },
    });
    const { Code } = fields["Error"] as { Code: string };
    return { reply, outcome: `200 ${Code}`, requestId, fields };
  }

  async createKey(parameters = {}, options: AskOptions = {}): Promise<string> {
    const Alias = `key-${randomUUID()}`;
    const reply = await this.do("CreateKey", { Alias, ...parameters }, options);
    return String(reply["KeyId"]);
  }

  idsOf({ Keys }: Record<string, unknown>): string[] {
    return (Keys as { KeyId: string }[]).map(({ KeyId }) => KeyId);
  }

  async assumeRole(seconds: number): Promise<Caller> {
    const reply = await this.do(
      "AssumeRole",
      {
        RoleArn: `qcs::cam::uin/${ACCOUNT}:roleName/deployer`,
        RoleSessionName: "session",
        DurationSeconds: seconds,
      },
      { service: "sts" },
    );
    const { TmpSecretId, TmpSecretKey, Token } = reply["Credentials"] as Record<
      string,
      string
    >;
    return { id: TmpSecretId ?? "", secret: TmpSecretKey ?? "", token: Token };
  }
}
