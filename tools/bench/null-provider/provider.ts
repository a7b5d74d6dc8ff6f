/**
 * A Pulumi provider that does nothing, as fast as the protocol allows. It returns its inputs, and as many outputs as a
 * key has, because the engine writes all outputs of a stack after each step. A stack's time with it is the engine's own
 * time. Prints its port, like any provider; its argument is the schema that it returns.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  Server,
  ServerCredentials,
  type handleUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

function unary<Request, Reply>(
  answer: (request: Request) => Reply,
): handleUnaryCall<Request, Reply> {
  return ({ request }, respond) => {
    respond(null, answer(request));
  };
}

function diff(request: pb.DiffRequest): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const [old, news] = [request.getOldInputs(), request.getNews()].map((bag) =>
    JSON.stringify(bag?.toJavaScript()),
  );
  return new pb.DiffResponse().setChanges(old === news ? DIFF_NONE : DIFF_SOME);
}

/** Not larger than the outputs of a key on Tencent Cloud, which are smaller than those on Alibaba Cloud. */
function outputsOf(inputs: Struct | undefined, id: string): Struct {
  return Struct.fromJavaScript({
    ...inputs?.toJavaScript(),
    keyId: id,
    arn: `qcs::kms:ap-singapore:uin/100000000001:key/creatorUin/100000000001/${id}`,
    region: "ap-singapore",
    spec: "AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "KMS",
    alias: `key-${id.slice(0, 30)}`,
    enabled: true,
    deletionPolicy: "SCHEDULE_DELETION",
    deletionWindowInDays: 30,
    keyState: "Enabled",
    creator: "100000000001",
    creationDate: "2026-11-24T12:00:00Z",
  });
}

function create(request: pb.CreateRequest): pb.CreateResponse {
  const id = randomUUID();
  return new pb.CreateResponse()
    .setId(request.getPreview() ? "" : id)
    .setProperties(outputsOf(request.getProperties(), id));
}

const service: UntypedServiceImplementation = {
  handshake: unary(() =>
    new pb.ProviderHandshakeResponse()
      .setAcceptSecrets(true)
      .setAcceptResources(true),
  ),
  getPluginInfo: unary(() => new PluginInfo().setVersion("0.1.0")),
  getSchema: unary(() =>
    new pb.GetSchemaResponse().setSchema(
      readFileSync(process.argv[2] ?? "", "utf8"),
    ),
  ),
  checkConfig: unary((request: pb.CheckRequest) =>
    new pb.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: unary(() => new pb.DiffResponse()),
  configure: unary(() =>
    new pb.ConfigureResponse()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspreview(true),
  ),
  check: unary((request: pb.CheckRequest) =>
    new pb.CheckResponse().setInputs(request.getNews()),
  ),
  diff: unary(diff),
  create: unary(create),
  read: unary((request: pb.ReadRequest) =>
    new pb.ReadResponse()
      .setId(request.getId())
      .setInputs(request.getInputs())
      .setProperties(request.getProperties()),
  ),
  update: unary((request: pb.UpdateRequest) =>
    new pb.UpdateResponse().setProperties(
      outputsOf(request.getNews(), request.getId()),
    ),
  ),
  delete: unary(() => new Empty()),
  cancel: unary(() => new Empty()),
};

const server = new Server();
server.addService(ResourceProviderService, service);
server.bindAsync(
  "127.0.0.1:0",
  ServerCredentials.createInsecure(),
  (error, port) => {
    if (error) throw error;
    process.stdout.write(`${String(port)}\n`);
  },
);
process.on("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => process.exit(0));
