import { createRequire } from "node:module";

interface LogRequest {
  setSeverity(severity: number): void;
  setMessage(message: string): void;
  setStreamid(id: number): void;
  setEphemeral(ephemeral: boolean): void;
  setUrn(urn: string): void;
}

export interface EngineClient {
  log(request: LogRequest, callback: (error: unknown) => void): void;
}

/** The engine's messages, and gRPC to send them. */
export interface EngineProtocol {
  readonly LogRequest: new () => LogRequest;
  connect(address: string): EngineClient;
}

/** That of the `@pulumi/pulumi` that is installed beside this package. gRPC is its dependency, and not ours: strict package managers let only it find that. */
export function installedProtocol(): EngineProtocol {
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const { LogRequest } = require("@pulumi/pulumi/proto/engine_pb");
  const grpc: typeof import("@grpc/grpc-js") = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js");
  return { LogRequest, connect: (address) => new EngineClient(address, grpc.credentials.createInsecure()) };
}
