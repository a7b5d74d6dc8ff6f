import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { BIN } from "../../support/paths";

/** Where the program of the image listens inside a container. */
const PORT = "4510/tcp";

interface Container {
  id: string;
  image: string;
  program?: ChildProcess;
  hostPort?: string;
}

type Answer = (container: Container) => unknown;

/**
 * Of Docker's API as much as Testcontainers asks for to run one image. A container is the program that the image holds,
 * without walls around it: what is seen here is that a recipe asks Docker for the right things, not Docker.
 */
export class DockerStandIn {
  /** The images that were asked for, in the order of their containers. */
  readonly images: string[] = [];
  readonly #containers = new Map<string, Container>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<DockerStandIn> {
    const server = createServer();
    const docker = new DockerStandIn(server);
    server.on("request", (request, response) => {
      void docker.#answer(request).then(([status, body]) => {
        response.writeHead(status, {
          "content-type": "application/json",
          "api-version": "1.44",
          ostype: "linux",
        });
        response.end(body === undefined ? "" : JSON.stringify(body));
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return docker;
  }

  /** The variables by which Testcontainers finds it. */
  get environment(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      DOCKER_HOST: `tcp://127.0.0.1:${port}`,
      TESTCONTAINERS_RYUK_DISABLED: "true",
    };
  }

  /** How many containers still run. */
  get running(): number {
    const programs = [...this.#containers.values()].map(
      ({ program }) => program,
    );
    return programs.filter((program) => program?.exitCode === null).length;
  }

  async stop(): Promise<void> {
    for (const container of this.#containers.values()) await end(container);
    this.server.closeAllConnections();
    this.server.close();
  }

  async #answer(request: IncomingMessage): Promise<[number, unknown?]> {
    const { pathname } = new URL(request.url ?? "", "http://docker");
    const path = pathname.replace(/^\/v1\.\d+/, "");
    const asked = `${request.method} ${path}`;
    if (asked === "POST /containers/create") {
      const { Image } = JSON.parse(await textOf(request)) as { Image: string };
      const Id = String(this.images.push(Image)).padStart(64, "0");
      this.#containers.set(Id, { id: Id, image: Image });
      return [201, { Id, Warnings: [] }];
    }
    if (asked === "GET /containers/json")
      return [200, [...this.#containers.values()].map(inspect)];
    const [, method = "", id = "", what = ""] =
      /^(\w+) \/containers\/(\w+)(?:\/(\w+))?$/.exec(asked) ?? [];
    const container = this.#containers.get(id);
    if (container !== undefined) {
      const act = ON_CONTAINER[`${method} ${what}`.trim()];
      if (act !== undefined) return [200, await act(container)];
    }
    const found = ABOUT_DOCKER.find(([form]) => form.test(asked));
    return found ? [200, found[1]] : [404, { message: `no ${asked}` }];
  }
}

const ABOUT_DOCKER: readonly [RegExp, unknown][] = [
  [/^(GET|HEAD) \/_ping$/, "OK"],
  [
    /^GET \/version$/,
    { Version: "27.0.0", ApiVersion: "1.44", Os: "linux", Arch: "amd64" },
  ],
  [
    /^GET \/info$/,
    {
      ServerVersion: "27.0.0",
      OSType: "linux",
      OperatingSystem: "stand-in",
      MemTotal: 0,
    },
  ],
  [/^GET \/images\/.*\/json$/, { Id: "sha256:0", Config: {} }],
  [/^GET \/networks$/, [{ Id: "0", Name: "bridge", Driver: "bridge" }]],
  [/^GET \/images\/json$/, []],
];

function inspect({ id, image, program, hostPort = "" }: Container) {
  const running = program !== undefined;
  return {
    Id: id,
    Name: "/stand-in",
    Config: { Image: image, ExposedPorts: { [PORT]: {} } },
    HostConfig: { NetworkMode: "bridge" },
    State: { Status: running ? "running" : "created", Running: running },
    NetworkSettings: {
      Ports: { [PORT]: [{ HostIp: "127.0.0.1", HostPort: hostPort }] },
      // Testcontainers that itself runs in a container takes the gateway for the host.
      Networks: { bridge: { Gateway: "127.0.0.1" } },
    },
  };
}

const ON_CONTAINER: Readonly<Record<string, Answer>> = {
  "POST start": async (container) => {
    const args = ["--port", "0", "--quiet"];
    const program = spawn(join(BIN, "kms-emulator"), args, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    container.program = program;
    const [line] = (await once(createInterface(program.stdout), "line")) as [
      string,
    ];
    container.hostPort = new URL(line.split(" ").pop() ?? "").port;
  },
  "GET json": inspect,
  "GET logs": () => undefined,
  "POST stop": end,
  "POST kill": end,
  DELETE: end,
};

async function end({ program }: Container): Promise<void> {
  if (program?.exitCode !== null) return;
  program.kill("SIGTERM");
  await once(program, "exit");
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
