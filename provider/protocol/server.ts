import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ProviderHandlers } from "../resource/values/requests";
import { Calls, Unreadable } from "./calls";
import { EngineWatch } from "./engine-watch";
import type { Lifecycle } from "./lifecycle";
import { MESSAGE_LIMITS } from "./limits";
import type { Listener } from "./listener";
import { Run, Runs } from "./runs";
import { resourceProvider } from "./service";
import { refuseHarmfulMessages } from "./wire";

export interface ServeOptions {
  listener: Listener;
  lifecycle: Lifecycle;
  /** Creates the provider of one run. */
  createProvider: () => ProviderHandlers;
  /** The address of the engine that started this process, if one did. */
  engineAddress: string | undefined;
}

/** Serves Pulumi's protocol on the connections of a listener. */
export function serve(options: ServeOptions): void {
  const { listener, lifecycle, createProvider, engineAddress } = options;
  const runs = new Runs(() => {
    const run = new Run(createProvider());
    run.log.connect(engineAddress ?? "");
    return run;
  });

  const watch = new EngineWatch(() => void lifecycle.stop(0));
  listener.onClose((peer) => {
    runs.forget(peer);
    watch.update(listener.connections);
  });
  if (engineAddress !== undefined)
    watch.start(engineAddress, listener.connections);

  refuseHarmfulMessages();
  const server = new Server({ ...MESSAGE_LIMITS, "grpc.enable_channelz": 0 });
  server.addService(
    tolerant(ResourceProviderService),
    resourceProvider(new Calls(runs), {
      startedBy: (address) => {
        watch.start(address, listener.connections);
      },
      attached: () => {
        watch.stop();
      },
    }),
  );
  lifecycle.serve({
    runs,
    flush: () => {
      listener.close();
      return new Promise((resolve) => {
        server.tryShutdown(() => {
          resolve();
        });
      });
    },
  });
  const injector = server.createConnectionInjector(
    ServerCredentials.createInsecure(),
  );
  listener.serve((connection) => {
    injector.injectConnection(connection);
  });
}

/** Bytes that are no valid message get our own error; grpc-js would end the call with INTERNAL. */
function tolerant(
  service: ServiceDefinition<UntypedServiceImplementation>,
): ServiceDefinition<UntypedServiceImplementation> {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      {
        ...method,
        requestDeserialize: (bytes: Buffer): unknown => {
          try {
            return method.requestDeserialize(bytes);
          } catch {
            return new Unreadable();
          }
        },
      },
    ]),
  );
}
