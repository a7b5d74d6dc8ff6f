import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConfigureResponse,
  GetMappingResponse,
  GetMappingsResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
  type ConfigureRequest,
  type ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Calls, CallScope } from "./calls";
import { decode, decodeOrThrow } from "./decode";
import { listPage } from "./list";
import * as messages from "./messages";

/** What this process learns about its engines. */
export interface EngineNotices {
  /** The engine that started this process, and its address. */
  startedBy(address: string): void;
  /** An engine has attached to this process, which continues after that engine ends. */
  attached(): void;
}

/** Methods that grpc-js answers with UNIMPLEMENTED, because there are no components, and nothing to parameterize. */
type Unserved = "parameterize" | "construct" | "call";

type Service = Pick<IResourceProviderServer, Exclude<MethodName, Unserved>>;

type MethodName = keyof {
  [
    Name in keyof IResourceProviderServer as string extends Name ? never : Name
  ]: unknown;
};

/** Pulumi's provider protocol, method by method (docs/clouds/pulumi.md#methods). */
export function resourceProvider(
  calls: Calls,
  notices: EngineNotices,
): Service {
  return {
    handshake: calls.unary(
      { name: "Handshake", harmless: true, opens: true },
      (request, { run }) => {
        run.log.connect(request.getEngineAddress());
        if (spawned(request)) notices.startedBy(request.getEngineAddress());
        return handshakeReply();
      },
    ),

    attach: calls.unary(
      { name: "Attach", harmless: true },
      (request: PluginAttach, { run }) => {
        run.log.connect(request.getAddress());
        notices.attached();
        return new Empty();
      },
    ),

    getPluginInfo: calls.unary(
      { name: "GetPluginInfo", harmless: true },
      (_, { run }) => new PluginInfo().setVersion(run.provider.version),
    ),

    getSchema: calls.unary(
      { name: "GetSchema", harmless: true },
      (_, { run }) => new GetSchemaResponse().setSchema(run.provider.schema()),
    ),

    checkConfig: calls.unary(
      { name: "CheckConfig", harmless: true },
      async (request, { run, host }) => {
        const { bag, failures } = decode(request.getNews());
        const reply = await run.provider.checkConfig(
          { urn: request.getUrn(), news: bag },
          host,
        );
        return messages.fromCheck(reply, failures);
      },
    ),

    diffConfig: calls.unary(
      { name: "DiffConfig", harmless: true },
      async (request, { run, host }) =>
        messages.fromDiff(
          await run.provider.diffConfig(messages.toDiff(request), host),
        ),
    ),

    configure: calls.unary(
      { name: "Configure", harmless: true },
      async (request: ConfigureRequest, { run, host }) => {
        await run.provider.configure(
          {
            providerId: request.getId() ?? "",
            args: decodeOrThrow(request.getArgs()),
          },
          host,
        );
        return configureReply();
      },
    ),

    check: calls.unary({ name: "Check" }, async (request, { run, host }) => {
      const { bag, failures } = decode(request.getNews());
      const reply = await run.provider.check(
        messages.toCheck(request, bag),
        host,
      );
      return messages.fromCheck(reply, failures);
    }),

    diff: calls.unary({ name: "Diff" }, async (request, { run, host }) =>
      messages.fromDiff(
        await run.provider.diff(messages.toDiff(request), host),
      ),
    ),

    create: calls.unary({ name: "Create" }, async (request, { run, host }) =>
      messages.fromCreate(
        await run.provider.create(messages.toCreate(request), host),
        request.getPreview(),
      ),
    ),

    read: calls.unary({ name: "Read" }, async (request, { run, host }) =>
      messages.fromRead(
        await run.provider.read(messages.toRead(request), host),
      ),
    ),

    update: calls.unary({ name: "Update" }, async (request, { run, host }) =>
      messages.fromUpdate(
        await run.provider.update(messages.toUpdate(request), host),
        request.getPreview(),
      ),
    ),

    delete: calls.unary({ name: "Delete" }, async (request, { run, host }) => {
      await run.provider.delete(messages.toDelete(request), host);
      return new Empty();
    }),

    invoke: calls.unary({ name: "Invoke" }, async (request, { run, host }) =>
      messages.fromInvoke(
        await run.provider.invoke(messages.toInvoke(request), host),
        request.getPreview(),
      ),
    ),

    list: calls.stream({ name: "List" }, listPage),

    cancel: calls.unary(
      { name: "Cancel", harmless: true },
      (_: Empty, { run }: CallScope) => {
        run.cancel();
        return new Empty();
      },
    ),

    // Only `pulumi convert` calls it, to map a Terraform provider to this one. There is no such mapping.
    getMapping: calls.unary(
      { name: "GetMapping", harmless: true },
      () => new GetMappingResponse(),
    ),
    getMappings: calls.unary(
      { name: "GetMappings", harmless: true },
      () => new GetMappingsResponse(),
    ),
  };
}

/** An engine passes the plugin's directory only to a plugin that it started (docs/clouds/pulumi.md#process). */
function spawned(request: ProviderHandshakeRequest): boolean {
  return request.hasRootDirectory() || request.hasProgramDirectory();
}

/** Two replies declare what this provider supports. An engine may use either, so they agree. */
function handshakeReply(): ProviderHandshakeResponse {
  return new ProviderHandshakeResponse()
    .setAcceptSecrets(true)
    .setAcceptResources(true)
    .setAcceptOutputs(false)
    .setSupportsAutonamingConfiguration(true)
    .setAcceptsByteString(false);
}

function configureReply(): ConfigureResponse {
  return new ConfigureResponse()
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setAcceptoutputs(false)
    .setSupportsAutonamingConfiguration(true)
    .setSupportspreview(true);
}
