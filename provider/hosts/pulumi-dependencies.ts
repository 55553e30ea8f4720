import { createRequire } from "node:module";

/** Dependencies of `@pulumi/pulumi`, and not of ours: strict package managers let only that package find them. */
const dependency = (name: string) => createRequire(require.resolve("@pulumi/pulumi"))(name);

export const grpc = (): typeof import("@grpc/grpc-js") => dependency("@grpc/grpc-js");

export const structs = (): typeof import("google-protobuf/google/protobuf/struct_pb") =>
  dependency("google-protobuf/google/protobuf/struct_pb");

export const anys = (): typeof import("google-protobuf/google/protobuf/any_pb") =>
  dependency("google-protobuf/google/protobuf/any_pb");

export const empties = (): typeof import("google-protobuf/google/protobuf/empty_pb") =>
  dependency("google-protobuf/google/protobuf/empty_pb");
