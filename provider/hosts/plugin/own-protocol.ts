import { credentials } from "@grpc/grpc-js";
import type { EngineProtocol } from "../engine-protocol";

/** The plugin carries what it needs of `@pulumi/pulumi`: beside an executable no package is installed. It is read with the first message. */
export function ownProtocol(): EngineProtocol {
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const { LogRequest } = require("@pulumi/pulumi/proto/engine_pb");
  return { LogRequest, connect: (address) => new EngineClient(address, credentials.createInsecure()) };
}
