import type { IncomingMessage } from "node:http";

/** The whole body of a request; throws what `tooLarge` makes as soon as it is larger than `limit` bytes, and keeps no more. */
export async function readBody(message: IncomingMessage, limit: number, tooLarge: () => Error): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
