import type { IncomingMessage } from "node:http";
import { RegistryError } from "./registry-error";

/** The whole body of a request; 413 when it is larger than `limit` bytes. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes > limit) throw new RegistryError(413, "SIZE_INVALID", `the content is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
