import { foreignWords } from "../../model/foreign-words";

/** `fetch`, as far as it is used here: what Node has, what undici has, and what a test puts in their place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** An exchange that brought no answer of GitHub's API. */
export class TransportError extends Error {
  override readonly name = "TransportError" as const;

  constructor(
    /** For people; without URL, token or query string. */
    message: string,
    /** Whether the server may have acted on the request. */
    readonly mayHaveActed: boolean,
    /** The system's code of a failed connection. */
    readonly systemCode?: string,
  ) {
    super(foreignWords(message));
  }
}

/** GitHub asks clients to follow redirections (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects). */
const MOST_REDIRECTIONS = 3;

/** Failures before anything was sent. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SSL|SIGNED/;

/**
 * Wraps `fetch` so that what comes back is a whole answer of an API, or an error: the body is read to its end (Octokit takes a
 * body that breaks off for an empty one), a successful read must be JSON (a captive portal's page is none), redirections stay on
 * the same origin (so that the token does), and nothing takes longer than the time-out.
 */
export function createTransport(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, init) => {
    let target = new URL(url);
    // A route whose query is left out ends in "?", which newer versions of Node would send.
    if (target.search === "") target.search = "";
    for (let hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
      const answer = await exchange(fetch, target, init, timeoutMs);
      const next = redirection(answer, target, init.method ?? "GET");
      if (!next) return answer;
      target = next;
    }
    throw new TransportError(`the server redirected more than ${MOST_REDIRECTIONS} times`, false);
  };
}

async function exchange(fetch: Fetch, target: URL, init: RequestInit, timeoutMs: number): Promise<Response> {
  let status: number | undefined;
  try {
    const timeOut = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeOut]) : timeOut;
    const response = await fetch(target.href, { ...init, redirect: "manual", signal });
    status = response.status;
    return wholeAnswer(response, await response.text(), init.method ?? "GET");
  } catch (error) {
    throw error instanceof TransportError ? error : failedExchange(error, status, timeoutMs);
  }
}

function wholeAnswer(response: Response, text: string, method: string): Response {
  const { status } = response;
  const isRead = method === "GET" && status >= 200 && status < 300;
  return new WholeAnswer(text, response, isRead ? readJson(response, text) : text);
}

/**
 * An answer whose body has been read: to be given as it is, without being made into bytes and back. That of a successful read is parsed, once, because
 * lists are long: Octokit hands over `body` where it is told not to parse (`parseSuccessResponseBody`). Its own parser also finds integers beyond 2^53, of
 * which there are none here, at eight times the cost of JSON.parse.
 */
class WholeAnswer extends Response {
  override readonly headers: Headers;
  override readonly text: () => Promise<string>;
  override readonly json: () => Promise<unknown>;
  override readonly body: never;

  constructor(text: string, { status, headers }: Response, body: unknown) {
    super(null, { status });
    this.headers = headers;
    this.text = async () => text;
    this.json = async () => JSON.parse(text);
    this.body = body as never;
  }
}

function readJson(response: Response, text: string): unknown {
  const type = response.headers.get("content-type") ?? "no content type";
  if (!/^application\/(?:[\w.]+\+)?json\b/.test(type)) {
    throw new TransportError(
      `the answer is not JSON but ${type.split(";")[0]}: something between here and GitHub answered`,
      true,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new TransportError(`the answer breaks off after ${text.length} characters`, true);
  }
}

function redirection(answer: Response, from: URL, method: string): URL | undefined {
  const { status } = answer;
  const location = answer.headers.get("location");
  if (status < 300 || status === 304 || status >= 400) return undefined;
  const keepsMethod = status === 307 || status === 308;
  if (
    !(keepsMethod || (method === "GET" && status <= 303)) ||
    location === null ||
    !URL.canParse(location, from.href)
  ) {
    throw new TransportError(`the server redirects a ${method} with status ${status}, which is not followed`, false);
  }
  const next = new URL(location, from);
  if (next.origin === from.origin) return next;
  throw new TransportError(`the server redirects to ${next.host}, which does not get the token`, false);
}

function failedExchange(error: unknown, status: number | undefined, timeoutMs: number): TransportError {
  const { name, message, code } = deepestCause(error);
  if (name === "TimeoutError") return new TransportError(`no whole answer within ${timeoutMs / 1000} s`, true);
  const systemCode = typeof code === "string" ? code : "";
  const words = status === undefined ? "the connection failed" : "the connection broke off in the middle of the answer";
  const reason = message || systemCode || "no reason given";
  return new TransportError(`${words}: ${reason}`, status !== undefined || !NOT_SENT.test(systemCode), systemCode);
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** `fetch failed` says nothing; what lies beneath does. Told by shape, since undici's errors need not be this realm's. */
function deepestCause(error: unknown): ErrorLike {
  let reason: ErrorLike = typeof error === "object" && error !== null ? error : { message: String(error) };
  while (typeof reason.cause === "object" && reason.cause !== null) reason = reason.cause;
  const [first]: unknown[] = Array.isArray(reason.errors) ? reason.errors : [];
  return typeof first === "object" && first !== null ? first : reason;
}
