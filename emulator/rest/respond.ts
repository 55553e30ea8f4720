import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpAnswer } from "./http-answer";

/** A weak ETag over the body, so that it costs no more than the answer itself. */
export function bodyTag(text: string): string {
  return `W/"${createHash("sha256").update(text).digest("hex")}"`;
}

/** Whether the client has this very body. Tags count with their quotes only (octokit/octokit.js#2563). */
export function isUnchanged(message: IncomingMessage, tag: string): boolean {
  const sent = message.headers["if-none-match"];
  if (sent === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, "");
  return sent.split(",").some((one) => opaque(one) === opaque(tag));
}

/** The text of an answer's body; undefined when it has none. */
export function bodyText(answer: HttpAnswer): string | undefined {
  return answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

/** Writes an answer. A HEAD request gets the headers alone. */
export function writeAnswer(
  response: ServerResponse,
  isHead: boolean,
  { status, headers }: Pick<HttpAnswer, "status" | "headers">,
  text: string | undefined,
): void {
  const hasJson = text !== undefined && headers?.["content-type"] === undefined;
  response.writeHead(status, {
    ...(hasJson && { "content-type": "application/json; charset=utf-8" }),
    ...(text !== undefined && { "content-length": String(Buffer.byteLength(text)) }),
    ...headers,
  });
  response.end(isHead ? undefined : text);
}
