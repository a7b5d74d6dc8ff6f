import { randomBytes } from "node:crypto";
import {
  Client,
  credentials,
  type MethodDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService as methods } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  callError,
  checked,
  diffed,
  failures,
  props,
  struct,
  type Diff,
  type ListPage,
  type Props,
} from "./protocol";

export const URN = "urn:pulumi:test::conformance::cmk:index:Cmk::key";

/** Speaks Pulumi's provider protocol as an engine does, in plain JavaScript values. */
export class ProviderClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(
      `127.0.0.1:${String(port)}`,
      credentials.createInsecure(),
      {
        "grpc.max_receive_message_length": 400 * 1024 * 1024,
        "grpc.max_send_message_length": 400 * 1024 * 1024,
        "grpc.enable_http_proxy": 0,
        // A connection of its own for each client, as each engine has.
        "grpc.use_local_subchannel_pool": 1,
      },
    );
  }

  close(): void {
    this.#client.close();
  }

  /** Like the engine that has started the plugin; without a folder, like one that attaches. */
  async handshake(engineAddress = "", folder?: string) {
    const request = new pb.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setConfigureWithUrn(true)
      .setInvokeWithPreview(true);
    if (folder !== undefined)
      request.setRootDirectory(folder).setProgramDirectory(folder);
    return (await this.unary(methods.handshake, request)).toObject();
  }

  async attach(address: string): Promise<void> {
    await this.unary(methods.attach, new PluginAttach().setAddress(address));
  }

  async version(): Promise<string> {
    return (await this.unary(methods.getPluginInfo, new Empty())).getVersion();
  }

  async schema(): Promise<string> {
    const request = new pb.GetSchemaRequest();
    return (await this.unary(methods.getSchema, request)).getSchema();
  }

  async configure(args: Props, id = "provider-id") {
    const request = new pb.ConfigureRequest()
      .setArgs(struct(args))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setId(id);
    return (await this.unary(methods.configure, request)).toObject();
  }

  async checkConfig(news: Props) {
    const request = new pb.CheckRequest()
      .setUrn("urn:pulumi:test::conformance::pulumi:providers:cmk::default")
      .setNews(struct(news));
    return checked(await this.unary(methods.checkConfig, request));
  }

  async diffConfig(oldInputs: Props, news: Props): Promise<Diff> {
    const request = new pb.DiffRequest()
      .setOldInputs(struct(oldInputs))
      .setOlds(struct(oldInputs))
      .setNews(struct(news));
    return diffed(await this.unary(methods.diffConfig, request));
  }

  async check(
    news: Props,
    options: {
      urn?: string;
      olds?: Props;
      seed?: Uint8Array;
      autonaming?: { mode: "PROPOSE" | "ENFORCE" | "DISABLE"; name: string };
    } = {},
  ) {
    const request = new pb.CheckRequest()
      .setUrn(options.urn ?? URN)
      .setNews(struct(news))
      .setOlds(struct(options.olds ?? {}))
      .setRandomseed(options.seed ?? randomBytes(32));
    const { AutonamingOptions } = pb.CheckRequest;
    if (options.autonaming)
      request.setAutonaming(
        new AutonamingOptions()
          .setMode(AutonamingOptions.Mode[options.autonaming.mode])
          .setProposedName(options.autonaming.name),
      );
    return checked(await this.unary(methods.check, request));
  }

  async diff(options: {
    id: string;
    olds: Props;
    oldInputs: Props;
    news: Props;
    ignoreChanges?: string[];
    urn?: string;
  }): Promise<Diff> {
    const request = new pb.DiffRequest()
      .setId(options.id)
      .setUrn(options.urn ?? URN)
      .setOlds(struct(options.olds))
      .setOldInputs(struct(options.oldInputs))
      .setNews(struct(options.news))
      .setIgnorechangesList(options.ignoreChanges ?? []);
    return diffed(await this.unary(methods.diff, request));
  }

  async create(
    inputs: Props,
    options: { preview?: boolean; timeout?: number; urn?: string } = {},
  ): Promise<{ id: string; properties: Props }> {
    const request = new pb.CreateRequest()
      .setUrn(options.urn ?? URN)
      .setProperties(struct(inputs))
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeout ?? 0);
    const reply = await this.unary(methods.create, request);
    return { id: reply.getId(), properties: props(reply.getProperties()) };
  }

  /** Undefined where the resource does not exist. */
  async read(
    id: string,
    options: {
      inputs?: Props;
      properties?: Props;
      timeout?: number;
      urn?: string;
    } = {},
  ): Promise<{ id: string; inputs: Props; properties: Props } | undefined> {
    const request = new pb.ReadRequest()
      .setId(id)
      .setUrn(options.urn ?? URN)
      .setTimeout(options.timeout ?? 0);
    if (options.inputs) request.setInputs(struct(options.inputs));
    if (options.properties) request.setProperties(struct(options.properties));
    const reply = await this.unary(methods.read, request);
    if (reply.getId() === "" && !reply.hasProperties()) return undefined;
    return {
      id: reply.getId(),
      inputs: props(reply.getInputs()),
      properties: props(reply.getProperties()),
    };
  }

  async update(options: {
    id: string;
    olds: Props;
    oldInputs: Props;
    news: Props;
    ignoreChanges?: string[];
    preview?: boolean;
    timeout?: number;
    urn?: string;
  }): Promise<Props> {
    const request = new pb.UpdateRequest()
      .setId(options.id)
      .setUrn(options.urn ?? URN)
      .setOlds(struct(options.olds))
      .setOldInputs(struct(options.oldInputs))
      .setNews(struct(options.news))
      .setIgnorechangesList(options.ignoreChanges ?? [])
      .setPreview(options.preview ?? false)
      .setTimeout(options.timeout ?? 0);
    return props((await this.unary(methods.update, request)).getProperties());
  }

  async delete(
    id: string,
    options: {
      properties?: Props;
      oldInputs?: Props;
      timeout?: number;
      urn?: string;
    } = {},
  ): Promise<void> {
    const request = new pb.DeleteRequest()
      .setId(id)
      .setUrn(options.urn ?? URN)
      .setProperties(struct(options.properties ?? {}))
      .setOldInputs(struct(options.oldInputs ?? {}))
      .setTimeout(options.timeout ?? 0);
    await this.unary(methods.delete, request);
  }

  async invoke(token: string, args: Props, preview = false) {
    const request = new pb.InvokeRequest()
      .setTok(token)
      .setArgs(struct(args))
      .setPreview(preview);
    const reply = await this.unary(methods.invoke, request);
    return {
      result: props(reply.getReturn()),
      failures: failures(reply.getFailuresList()),
    };
  }

  list(
    query: Props,
    options: {
      token?: string;
      limit?: number;
      pageSize?: number;
      continuation?: string;
    } = {},
  ): Promise<ListPage> {
    const request = new pb.ListRequest()
      .setToken(options.token ?? "cmk:index:Cmk")
      .setQuery(struct(query))
      .setLimit(options.limit ?? 0)
      .setPageSize(options.pageSize ?? 0)
      .setContinuationToken(options.continuation ?? "");
    const { path, requestSerialize, responseDeserialize } = methods.list;
    const page: ListPage = {
      ids: [],
      names: [],
      computed: false,
      token: undefined,
    };
    const stream = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
    );
    return new Promise((resolve, reject) => {
      stream.on("data", (item: pb.ListResponse) => {
        const result = item.getResult();
        if (result) page.ids.push(result.getId());
        if (result) page.names.push(result.getName());
        page.computed ||= item.hasComputed();
        page.token = item.getContinuation()?.getContinuationToken();
      });
      stream.on("error", (error: ServiceError) => {
        reject(callError(error));
      });
      stream.on("end", () => {
        resolve(page);
      });
    });
  }

  async cancel(): Promise<void> {
    await this.unary(methods.cancel, new Empty());
  }

  async mappings() {
    const all = await this.unary(
      methods.getMappings,
      new pb.GetMappingsRequest().setKey("terraform"),
    );
    const one = await this.unary(
      methods.getMapping,
      new pb.GetMappingRequest().setKey("terraform"),
    );
    return { all, one };
  }

  /** Sends bytes as they are, as the request of a method such as `Check`. */
  raw(method: string, bytes: Uint8Array): Promise<Buffer> {
    return this.#call(
      `/pulumirpc.ResourceProvider/${method}`,
      (body: Uint8Array) => Buffer.from(body),
      (body) => body,
      bytes,
    );
  }

  unary<Request, Reply>(
    method: MethodDefinition<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    return this.#call(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
    );
  }

  #call<Request, Reply>(
    path: string,
    serialize: (request: Request) => Buffer,
    deserialize: (bytes: Buffer) => Reply,
    request: Request,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        serialize,
        deserialize,
        request,
        (error, reply) => {
          if (error) reject(callError(error));
          else if (reply === undefined) reject(new Error(`${path}: no reply`));
          else resolve(reply);
        },
      );
    });
  }
}
