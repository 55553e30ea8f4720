import { Metadata, type ServiceError, status as statusCode } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { isPartialFailure, isProviderError, type PartialFailure } from "../../errors";
import { fitForTerminal } from "../../model/foreign-words";
import { encode } from "./properties";

/** An error as the engine shows it with the resource. The stack of an expected error says nothing. */
export function failure(error: unknown, secrets: ReadonlySet<string>): ServiceError {
  const message = messageOf(error);
  return serviceError(message, isPartialFailure(error) ? halfDone(error, message, secrets) : new Metadata());
}

function messageOf(error: unknown): string {
  if (isPartialFailure(error) || isProviderError(error)) return error.message;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return fitForTerminal(`a fault of pulumi-github-packages: ${stack ?? message}`);
}

function serviceError(message: string, metadata: Metadata): ServiceError {
  return Object.assign(new Error(message), { code: statusCode.UNKNOWN, details: message, metadata });
}

/**
 * The engine saves a resource although its operation failed when this detail is among the error's
 * (https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto, `ErrorResourceInitFailed`); it reads it where gRPC's Go library
 * puts such details.
 */
function halfDone({ id, state }: PartialFailure, message: string, secrets: ReadonlySet<string>): Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(encode(state, secrets));
  detail.setReasonsList([message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(statusCode.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
