import type { WireRequest } from "../../../emulator/core/contract";
import {
  signedRequest,
  type CallOptions,
  type Parameters,
} from "../../../emulator/testing/alibaba/requests";
import type { Emulator } from "../../support/emulator";
import {
  ACCOUNT,
  CloudClient,
  EMULATOR,
  type Answer,
  type AskOptions,
  type Caller,
} from "./cloud";
import type { HttpReply } from "./http";

const VERSIONS = { kms: "2016-01-20", tag: "2016-01-20", sts: "2015-04-01" };

/** Asks Alibaba Cloud in one of the forms in which its SDKs speak. */
export class AlibabaClient extends CloudClient {
  readonly name = "alibaba";
  readonly home: string;
  readonly abroad: string;
  readonly words = {
    leftOut: "GenerateMac",
    page: (PageNumber: number, PageSize: number) => ({ PageNumber, PageSize }),
    version: { KeyVersionId: "any" },
  };

  constructor(
    emulator: Pick<Emulator, "endpoints">,
    private readonly wire: CallOptions["wire"] = "v3-query",
  ) {
    super(emulator);
    const [home = "", abroad = ""] = Object.keys(emulator.endpoints.alibaba);
    this.home = home;
    this.abroad = abroad;
  }

  url(region = this.home): string {
    return this.emulator.endpoints.alibaba[region] ?? "";
  }

  signed(
    action: string,
    parameters: object,
    options: AskOptions = {},
  ): WireRequest {
    const { service = "kms", as = EMULATOR, path = "/" } = options;
    const { region, version, at } = options;
    return signedRequest(action, parameters as Parameters, {
      as: {
        accessKeyId: as.id,
        accessKeySecret: as.secret,
        token: as.token,
        account: ACCOUNT,
      },
      version: version ?? VERSIONS[service],
      at,
      wire: this.wire,
      with: { path, headers: { host: new URL(this.url(region)).host } },
    });
  }

  protected read(reply: HttpReply): Answer {
    const { status, headers, text } = reply;
    expect(headers["content-type"]).toBe("application/json");
    const { RequestId, ...fields } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    expect(RequestId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(headers["x-acs-request-id"]).toBe(RequestId);
    const requestId = String(RequestId);
    if (status === 200) {
      expect(fields).not.toHaveProperty("Code");
      return { reply, outcome: "200 ok", requestId, fields };
    }
    expect(fields).toEqual({
      HostId: expect.any(String) as string,
      Code: expect.any(String) as string,
      Message: expect.stringMatching(/\S/) as string,
    });
    const outcome = `${status} ${String(fields["Code"])}`;
    return { reply, outcome, requestId, fields };
  }

  async createKey(parameters = {}, options: AskOptions = {}): Promise<string> {
    const { KeyMetadata } = await this.do("CreateKey", parameters, options);
    return (KeyMetadata as { KeyId: string }).KeyId;
  }

  idsOf({ Keys }: Record<string, unknown>): string[] {
    const { Key } = Keys as { Key: { KeyId: string }[] };
    return Key.map(({ KeyId }) => KeyId);
  }

  async assumeRole(seconds: number): Promise<Caller> {
    const reply = await this.do(
      "AssumeRole",
      {
        RoleArn: `acs:ram::${ACCOUNT}:role/deployer`,
        RoleSessionName: "session",
        DurationSeconds: seconds,
      },
      { service: "sts" },
    );
    const { AccessKeyId, AccessKeySecret, SecurityToken } = reply[
      "Credentials"
    ] as Record<string, string>;
    return {
      id: AccessKeyId ?? "",
      secret: AccessKeySecret ?? "",
      token: SecurityToken,
    };
  }
}
