import type { IncomingMessage } from "node:http";
import type { World } from "../world/world";
import type { RegistryBehaviors } from "./behaviors";
import type { BlobStore } from "./blob-store";
import type { Identity } from "./identity";

/** One request to the registry, with what its handlers need. */
export interface RegistryCall {
  readonly method: string;
  readonly message: IncomingMessage;
  readonly query: URLSearchParams;
  readonly identity: Identity;
  readonly world: World;
  readonly blobs: BlobStore;
  readonly behaviors: RegistryBehaviors;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}
