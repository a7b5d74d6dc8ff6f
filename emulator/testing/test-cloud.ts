import type {
  CloudEmulator,
  CloudModule,
  KeyView,
  Services,
  WireReply,
  WireRequest,
} from "../core/contract";
import { UserError } from "../core/user-error";

/** Of two clouds, as the second has what the first lacks: an action that acts out a fault. */
type TestName = keyof typeof CODES;

const CODES = {
  alibaba: { internal: "InternalFailure", tooLarge: "InvalidParameter" },
  tencent: { internal: "InternalError", tooLarge: "RequestSizeLimitExceeded" },
};

/**
 * A cloud that is nothing but a collection of notes, so that the core is tested apart from the clouds.
 * The header `x-cloud` claims a request, `x-action`, `x-region` and `x-account` say what they say, the body is JSON.
 */
export function testCloud(name: TestName): CloudModule {
  return {
    name,
    title: `Test ${name}`,
    defaultPortRegion: name === "alibaba" ? "cn-hangzhou" : undefined,
    knownRegions:
      name === "alibaba"
        ? ["cn-hangzhou", "cn-beijing", "eu-central-1"]
        : undefined,
    create: (services) => new TestCloud(name, services),
    switches: {
      [`${name}.greeting`]: { default: "hello", meaning: "What Greet says." },
      [`${name}.quota`]: {
        default: 200,
        meaning: "How many notes there are.",
        takes: { from: 0, to: 1000 },
      },
      [`${name}.strict`]: { default: false, meaning: "Nothing." },
    },
  };
}

class TestCloud implements CloudEmulator {
  readonly name: TestName;
  readonly codes: CloudEmulator["codes"];
  readonly requestForm: string;
  readonly tagFailures: readonly string[];
  readonly #services: Services;

  constructor(name: TestName, services: Services) {
    this.name = name;
    this.codes = CODES[name];
    this.requestForm = `Test ${name} needs the header x-cloud: ${name}.`;
    this.tagFailures = name === "tencent" ? ["Tag"] : [];
    this.#services = services;
  }

  claims({ headers }: WireRequest): boolean {
    return headers["x-cloud"] === this.name;
  }

  actionOf({ headers }: WireRequest): string {
    return String(headers["x-action"]);
  }

  inspect({ headers, body }: WireRequest) {
    const region = String(headers["x-region"] ?? "");
    const isJson = body[0] === "{".charCodeAt(0);
    const sent = isJson ? body.toString() : "{}";
    return { region, parameters: JSON.parse(sent) as Record<string, unknown> };
  }

  codeOf({ body }: WireReply): string | undefined {
    return /"code":"([^"]*)/.exec(body)?.[1];
  }

  async handle(request: WireRequest): Promise<WireReply> {
    const { store, switches, accounts } = this.#services;
    const notes = store.collection<string>(`${this.name}.notes`);
    const action = this.actionOf(request);
    await Promise.resolve();
    const region = String(request.headers["x-region"]);
    const account = String(request.headers["x-account"]);
    const limited = { cloud: this.name, region, action, account };
    if (!this.#services.isWithinLimit(limited)) return this.throttled();
    switch (action) {
      case "Put": {
        const { id, text } = JSON.parse(request.body.toString()) as Note;
        notes.put(id, text);
        return reply(200, { id });
      }
      case "Get":
        return reply(200, { text: notes.get(request.query) });
      case "Tag":
        return reply(200, {
          fault: this.#services.takeFault(this.name, action, "tag-failure"),
        });
      case "Greet":
        return reply(200, { text: switches.get(`${this.name}.greeting`) });
      case "WhoIs":
        return reply(200, { account: accounts.find(request.query)?.account });
      case "Echo":
        return reply(200, { ...request, body: request.body.length });
      default:
        throw new Error(`no action ${action}`);
    }
  }

  throttled(): WireReply {
    return reply(429, { code: `${this.name} is too busy` });
  }

  failed(_request: WireRequest, code: string): WireReply {
    return reply(400, { code });
  }

  keys() {
    const notes = this.#services.store.collection<string>(`${this.name}.notes`);
    return [...notes.values()].map((text) => this.#view(text));
  }

  get records() {
    return {
      collection: `${this.name}.notes`,
      read: (text: unknown) => {
        const { region, account, keySpec } = this.#view("");
        const about = { keyId: String(text), region, account, keySpec };
        const life = { state: "Enabled", created: 0, rotations: 0 };
        return { ...about, ...life, aliases: [] };
      },
    };
  }

  readonly declares = {};

  seedKey(asked: unknown) {
    const { id, text } = asked as Note;
    if (text === "") throw new UserError("text: must not be empty");
    const notes = this.#services.store.collection<string>(`${this.name}.notes`);
    notes.put(id, text);
    return this.#view(text);
  }

  #view(keyId: string): KeyView {
    return {
      cloud: this.name,
      region: "nowhere",
      account: "1",
      keyId,
      keyState: "Enabled",
      keyUsage: "ENCRYPT/DECRYPT",
      keySpec: "AES_256",
      aliases: [],
      description: "",
      tags: {},
      rotationEnabled: false,
    };
  }
}

interface Note {
  id: string;
  text: string;
}

function reply(status: number, value: unknown): WireReply {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(value) };
}
