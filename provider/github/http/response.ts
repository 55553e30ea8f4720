import type { ResponseHeaders } from "./response-headers";
import { TransportError } from "./transport";

/** What a failed request has to show: GitHub's refusal, an answer of somebody else, or none. */
export interface FailedResponse {
  /** 0 when there was no answer. */
  readonly status: number;
  /** The `message` of GitHub's body; undefined when the body is not GitHub's. */
  readonly message: string | undefined;
  readonly documentationUrl: string;
  readonly headers: ResponseHeaders;
  /** Why there was no whole answer. */
  readonly transport: TransportError | undefined;
}

/**
 * Reads what Octokit throws. GitHub's words are in the body: Octokit's own message has the documentation's address at its end.
 * @returns undefined for anything that did not come out of an exchange with a server.
 */
export function readFailedResponse(error: unknown): FailedResponse | undefined {
  if (!isRow(error) || typeof error.status !== "number") return undefined;
  const transport = error.cause instanceof TransportError ? error.cause : undefined;
  const response = isRow(error.response) ? error.response : undefined;
  if (!transport && !response) return undefined;
  const body = isRow(response?.data) ? response.data : undefined;
  return {
    status: transport ? 0 : error.status,
    message: typeof body?.message === "string" ? body.message : undefined,
    documentationUrl: typeof body?.documentation_url === "string" ? body.documentation_url : "",
    headers: isRow(response?.headers) ? (response.headers as ResponseHeaders) : {},
    transport,
  };
}

/** 304: what the client has is what GitHub has. */
export function isNotModified(error: unknown): boolean {
  return isRow(error) && error.status === 304;
}

/**
 * Whether an answer refuses a request for going too fast: by its words, or by a status and a `retry-after` that mean nothing else
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function isSecondaryRefusal({ status, message, headers }: FailedResponse): boolean {
  if (status !== 403 && status !== 429) return false;
  if (/\bsecondary rate\b/i.test(message ?? "") || headers["retry-after"] !== undefined) return true;
  return status === 429 && headers["x-ratelimit-remaining"] !== "0";
}

/** Whether the hour's requests are used up. */
export function isPrimaryRefusal({ status, headers }: FailedResponse): boolean {
  return (status === 403 || status === 429) && headers["x-ratelimit-remaining"] === "0";
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
