import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { Agents } from "../../../provider/clouds/common/http/agents";
import { Calls } from "../../../provider/clouds/calls";
import type { Endpoint } from "../../../provider/clouds/common/http/network";
import type { CloudSettings } from "../../../provider/clouds/rules";
import { Settings } from "../../../provider/clouds/settings";
import { Endpoints } from "../../../provider/clouds/alibaba/endpoints";
import { classify } from "../../../provider/clouds/alibaba/errors";
import { SETTINGS as ALIBABA_SETTINGS } from "../../../provider/clouds/alibaba/settings";
import { NOWHERE } from "./alibaba";
import { findCredentials } from "../../../provider/clouds/alibaba/credentials/chain";
import type {
  CredentialSource,
  Session,
} from "../../../provider/clouds/alibaba/credentials/source";
import { Sts } from "../../../provider/clouds/alibaba/credentials/sts";

export const ROLE = "acs:ram::1:role/deployer";
export const ENVIRONMENT = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "environment",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "environment-secret",
};

/** Answers as STS does, with a session that names the role it was asked for, and at /uri as a credentials URI. */
class FakeSts {
  readonly asked: URLSearchParams[] = [];
  readonly #server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = new URLSearchParams(body);
      this.asked.push(asked);
      const session = {
        AccessKeyId: `STS.${asked.get("RoleArn")}`,
        AccessKeySecret: "session-secret",
        SecurityToken: "session-token",
        Expiration: new Date(Date.now() + 3600_000).toISOString(),
      };
      response.end(
        JSON.stringify(
          request.url === "/uri"
            ? session
            : { RequestId: "an-id", Credentials: session },
        ),
      );
    });
  });

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** A home folder of its own for each test, and an STS; nothing else of the machine is seen. */
export class CredentialEnvironment {
  readonly sts = new FakeSts();
  /** Where the instance's metadata is looked for; nobody answers, unless a test sets another one. */
  metadataHost = "127.0.0.1:1";
  #home = "";

  static create(): CredentialEnvironment {
    const around = new CredentialEnvironment();
    beforeAll(() => around.sts.start());
    beforeEach(() => {
      around.sts.asked.length = 0;
      around.#home = mkdtempSync(join(tmpdir(), "cmk-home-"));
    });
    afterEach(() => rmSync(around.#home, { recursive: true }));
    afterAll(() => around.sts.stop());
    return around;
  }

  get home(): string {
    return this.#home;
  }

  /** Writes a file below the home folder, as JSON unless it is a text, and gives its path. */
  write(path: string, content: string | object): string {
    const file = join(this.#home, path);
    mkdirSync(dirname(file), { recursive: true });
    const isText = typeof content === "string";
    writeFileSync(file, isText ? content : JSON.stringify(content));
    return file;
  }

  async find(
    configured: CloudSettings,
    environment?: NodeJS.ProcessEnv,
  ): Promise<Session> {
    return (await this.source(configured, environment)).fetch();
  }

  async source(
    configured: CloudSettings,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<CredentialSource> {
    const all = { ...NOWHERE, HOME: this.#home, ...environment };
    const settings = new Settings(
      ALIBABA_SETTINGS,
      { alibabaStsEndpoint: this.sts.url, ...configured },
      all,
    );
    const calls = new Calls({
      cloud: "alibaba",
      classify,
      rates: {
        other: { perSecond: 100, burst: 100 },
        actions: {},
      },
    });
    const sts = new Sts(calls, new Endpoints(settings, all), new Agents(all));
    const metadata: Endpoint = {
      protocol: "http",
      host: this.metadataHost,
      from: "the ECS metadata service",
    };
    return findCredentials({ settings, environment: all, sts, metadata });
  }
}
