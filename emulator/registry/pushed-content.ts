import type { IncomingMessage } from "node:http";
import { readBody } from "../read-body";
import { RegistryError } from "./registry-error";

/** What a client pushes; 413 when it is larger than `limit` bytes. */
export function pushedContent(message: IncomingMessage, limit: number): Promise<Buffer> {
  return readBody(
    message,
    limit,
    () => new RegistryError(413, "SIZE_INVALID", `the content is larger than ${limit} bytes`),
  );
}
