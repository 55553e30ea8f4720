import { type handleUnaryCall, Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaResponse, ProviderHandshakeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { createCalls, Surroundings } from "./calls";
import { schemaText } from "./schema";

type Calls = ReturnType<typeof createCalls>;

/** Those of the calls that need the provider itself. */
const CALLS: ReadonlyArray<keyof Calls> = [
  "checkConfig",
  "diffConfig",
  "configure",
  "check",
  "diff",
  "create",
  "update",
  "read",
  "delete",
  "invoke",
  "cancel",
];

/** A policy's record of a large deletion is longer than gRPC's usual 4 MB. */
const WHOLE_STATES = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * The plugin: `pulumirpc.ResourceProvider` (https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto), for programs in every
 * language of Pulumi. The engine starts one process for each provider instance and phase, and waits for its port: the provider is loaded behind it.
 */
export class PluginServer extends Server {
  private calls: Promise<Calls> | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    version: string,
  ) {
    super(WHOLE_STATES);
    const service: UntypedServiceImplementation = {
      ...Object.fromEntries(CALLS.map((name) => [name, this.late(name)])),
      handshake: answer(() => {
        const response = new ProviderHandshakeResponse();
        response.setAcceptSecrets(true);
        return response;
      }),
      getPluginInfo: answer(() => {
        const info = new PluginInfo();
        info.setVersion(version);
        return info;
      }),
      getSchema: answer(() => {
        const response = new GetSchemaResponse();
        response.setSchema(schemaText());
        return response;
      }),
      attach: answer(() => new Empty()),
    };
    this.addService(ResourceProviderService, service);
  }

  /** Loads the provider, and what ends it with its engine. */
  load(): Promise<Calls> {
    this.calls ??= import("./calls").then(({ createCalls }) => createCalls(this.surroundings));
    return this.calls;
  }

  private late(name: keyof Calls): handleUnaryCall<unknown, unknown> {
    return (call, callback) => {
      this.load().then(
        (calls) => (calls[name] as handleUnaryCall<unknown, unknown>)(call as never, callback),
        callback,
      );
    };
  }
}

function answer<Response>(work: () => Response): handleUnaryCall<unknown, Response> {
  return (_call, callback) => callback(null, work());
}
