import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ProviderClient } from "./provider-client";
import type {
  ListItem,
  ProviderHandlers,
} from "../../provider/resource/values/requests";
import type { Bag } from "../../provider/resource/values/properties";

import { Lifecycle } from "../../provider/protocol/lifecycle";
import { Listener } from "../../provider/protocol/listener";
import { serve } from "../../provider/protocol/server";

export const EMPTY: Bag = { values: {}, secrets: [] };

/** A provider whose replies repeat its requests, for tests of the protocol alone. */
export function echoProvider(
  overrides: Partial<ProviderHandlers> = {},
): ProviderHandlers {
  return {
    name: "echo",
    version: "1.2.3",
    schema: () => '{"name":"echo"}',
    checkConfig: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diffConfig: () => Promise.resolve({ detailed: {}, stables: [] }),
    configure: () => Promise.resolve(),
    check: ({ news }) => Promise.resolve({ inputs: news, failures: [] }),
    diff: () => Promise.resolve({ detailed: {}, stables: [] }),
    create: ({ inputs }) => Promise.resolve({ id: "made", outputs: inputs }),
    read: ({ id, inputs, outputs }) => Promise.resolve({ id, inputs, outputs }),
    update: ({ news }) => Promise.resolve({ outputs: news }),
    delete: () => Promise.resolve(),
    invoke: ({ args }) => Promise.resolve({ result: args, failures: [] }),
    list: () => noItems(),
    close: () => undefined,
    ...overrides,
  };
}

async function* noItems(): AsyncGenerator<ListItem> {
  // Lists nothing.
}

/** An event that a test waits for, or triggers. */
export class Gate<Value = void> {
  readonly passed: Promise<Value>;
  open!: (value: Value) => void;

  constructor() {
    this.passed = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

/** Resources that the current test has opened. */
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Does not end the process, which is the test runner's, even if an engine that a test simulates goes away. */
class Endless extends Lifecycle {
  override stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** A served provider, made anew for each run, and a way to connect to it. */
export async function served(
  overrides: Partial<ProviderHandlers> | (() => ProviderHandlers) = {},
  engineAddress?: string,
): Promise<() => ProviderClient> {
  const listener = await Listener.start();
  serve({
    listener,
    lifecycle: new Endless(),
    createProvider:
      typeof overrides === "function"
        ? overrides
        : () => echoProvider(overrides),
    engineAddress,
  });
  closing.push(() => {
    listener.close();
  });
  return () => {
    const client = new ProviderClient(listener.port);
    closing.push(() => {
      client.close();
    });
    return client;
  };
}

export async function connected(overrides: Partial<ProviderHandlers> = {}) {
  const connect = await served(overrides);
  return connect();
}

/** An engine's log, as far as it has been written. */
export async function engine(): Promise<{
  address: string;
  lines: LogRequest.AsObject[];
}> {
  const lines: LogRequest.AsObject[] = [];
  const server = new Server();
  const log: handleUnaryCall<LogRequest, Empty> = (call, respond) => {
    lines.push(call.request.toObject());
    respond(null, new Empty());
  };
  server.addService(EngineService, { log });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      "127.0.0.1:0",
      ServerCredentials.createInsecure(),
      (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      },
    );
  });
  closing.push(() => {
    server.forceShutdown();
  });
  return { address: `127.0.0.1:${String(port)}`, lines };
}
