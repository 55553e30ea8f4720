import { ProviderError } from "../errors";
import { foreignWords } from "../model/foreign-words";
import { mask } from "../model/mask";
import { readRetryAfter } from "../model/retry-after";
import type { Clock } from "../ports";
import { inTime, OutOfTime, TimeLimit } from "../time-limit";

/** The part of the Fetch standard that is used here; `undici.fetch` and Node's own both fit. */
export type RegistryFetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: "manual";
    readonly signal: AbortSignal;
  },
) => Promise<RegistryResponse>;

export interface RegistryResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Buffer;
  /** `GET ghcr.io/v2/acme/api/manifests/sha256:…`: for messages. */
  readonly route: string;
}

export interface RegistryRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is being done, for messages: `read manifest sha256:… of container package acme/api`. */
  readonly action: string;
  /** Bodies above this are refused. */
  readonly maxBytes: number;
  /** Why a successful answer cannot be the one that was asked for. It is then asked for again, like one that was cut off. */
  readonly refuse?: (answer: RegistryAnswer) => string | undefined;
}

export interface RetryOptions {
  /** How often one request is tried. Default 5. */
  readonly attempts?: number;
  /** The wait before the second attempt, in milliseconds; it doubles before each further one. Default 1,000. */
  readonly retryDelayMs?: number;
  /** The longest wait that a `Retry-After` is followed for, in milliseconds. Default 120,000. */
  readonly maxRetryAfterMs?: number;
  /** How long one attempt may take, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Requests under way at once. Default 16: registries document no limit; the clean-up tools in use send 10 to 16. */
  readonly concurrency?: number;
}

/** Answers that another attempt may change. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

const MAX_REDIRECTS = 5;

/** Characters of a registry's own words in a message. */
const LONGEST_WORDS = 300;

type Attempt = { readonly answer: RegistryAnswer } | { readonly failure: string; readonly cause?: unknown };

/** Sends GET requests to a registry: a few at once, again when that may help, never for ever. */
export class RegistryRequests {
  readonly #fetch: RegistryFetch;
  readonly #clock: Clock;
  readonly #options: Required<RetryOptions>;
  #pausedUntil = 0;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #secrets = new Set<string>();

  constructor(fetch: RegistryFetch, clock: Clock, options: RetryOptions = {}) {
    this.#fetch = fetch;
    this.#clock = clock;
    this.#options = {
      attempts: options.attempts ?? 5,
      retryDelayMs: options.retryDelayMs ?? 1_000,
      maxRetryAfterMs: options.maxRetryAfterMs ?? 120_000,
      timeoutMs: options.timeoutMs ?? 30_000,
      concurrency: options.concurrency ?? 16,
    };
    this.#free = this.#options.concurrency;
  }

  get concurrency(): number {
    return this.#options.concurrency;
  }

  /**
   * @returns the answer, whatever its status but those that may pass
   * @throws ProviderError `rate_limited` or `unavailable` when the last attempt failed as well, `out_of_time`, `unreadable` when the body
   *   is too large
   */
  async get(request: RegistryRequest): Promise<RegistryAnswer> {
    try {
      return await inTime(TimeLimit.current(), this.#get(request));
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      const words = `${request.action}: the time for it is over. It is left to the next run.`;
      throw new ProviderError(words, { code: "out_of_time" });
    }
  }

  async #get(request: RegistryRequest): Promise<RegistryAnswer> {
    const route = routeOf(request.url);
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#limited(() => this.#attempt(request, route));
      if ("answer" in result && !isPassing(result.answer)) return result.answer;
      const last = attempt >= this.#options.attempts;
      const retryAfter = "answer" in result ? retryAfterOf(result.answer, this.#clock.now()) : undefined;
      if (last || (retryAfter !== undefined && retryAfter > this.#options.maxRetryAfterMs)) {
        throw this.#exhausted(request, result, attempt, retryAfter);
      }
      const wait = retryAfter ?? this.#options.retryDelayMs * 2 ** (attempt - 1);
      if (retryAfter !== undefined) this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + retryAfter);
      await this.#clock.sleep(wait);
    }
  }

  /** Keeps a secret out of messages, should a server repeat what it was sent. */
  conceal(secret: string): void {
    if (secret !== "") this.#secrets.add(secret);
  }

  /** The words of an error body (github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes), for messages. */
  words(answer: RegistryAnswer): string | undefined {
    try {
      const first = JSON.parse(answer.body.toString("utf8")).errors[0];
      const words: unknown = first.message || first.code;
      return typeof words === "string" ? foreignWords(mask(words, [...this.#secrets]), LONGEST_WORDS) : undefined;
    } catch {
      return undefined;
    }
  }

  /** A registry that asked one request to wait is left alone by all of them. */
  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      const pause = this.#pausedUntil - this.#clock.now();
      if (pause > 0) await this.#clock.sleep(pause);
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  async #attempt(request: RegistryRequest, route: string): Promise<Attempt> {
    try {
      const response = await this.#follow(request);
      const body = await readBody(response, request, route);
      const answer = { status: response.status, headers: response.headers, body, route };
      const refusal = response.status === 200 ? request.refuse?.(answer) : undefined;
      return refusal === undefined ? { answer } : { failure: `${refusal} (200 ${route})` };
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      return { failure: `${connectionProblem(error)} (no answer, ${route})`, cause: error };
    }
  }

  /**
   * Registries may answer with a redirect to where the content is stored. What proves who we are is not shown to
   * another origin.
   */
  async #follow(request: RegistryRequest): Promise<RegistryResponse> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    const { authorization, ...open } = request.headers ?? {};
    let url = request.url;
    for (let redirects = 0; ; redirects += 1) {
      const trusted = authorization !== undefined && url.origin === request.url.origin;
      const headers = trusted ? { ...open, authorization } : open;
      const response = await this.#fetch(url.href, { headers, redirect: "manual", signal });
      const location = response.headers.get("location");
      if (!isRedirect(response.status) || location === null || redirects >= MAX_REDIRECTS) return response;
      await discard(response);
      url = new URL(location, url);
    }
  }

  #exhausted(
    request: RegistryRequest,
    result: Attempt,
    attempts: number,
    retryAfter: number | undefined,
  ): ProviderError {
    const times = attempts === 1 ? "once" : `${attempts} times`;
    if ("failure" in result) {
      const message = `${request.action}: ${result.failure}, tried ${times}. Check the network and the registry's status, then run again.`;
      return new ProviderError(message, { code: "unavailable", cause: result.cause });
    }
    const { status, route } = result.answer;
    const words = this.words(result.answer) ?? "the registry could not answer";
    const limited = status === 429 || retryAfter !== undefined;
    const retryAt = retryAfter === undefined ? undefined : new Date(this.#clock.now() + retryAfter).toISOString();
    const next = limited ? `Run again${retryAt === undefined ? " later" : ` after ${retryAt}`}.` : "Run again later.";
    return new ProviderError(`${request.action}: ${words} (${status} ${route}), tried ${times}. ${next}`, {
      code: limited ? "rate_limited" : "unavailable",
      status,
      ...(retryAt !== undefined && { retryAt }),
    });
  }
}

/** Without the query, which may hold what nobody should read. */
function routeOf(url: URL): string {
  return `GET ${url.host}${url.pathname}`;
}

function isPassing(answer: RegistryAnswer): boolean {
  return PASSING.has(answer.status) || (answer.status === 403 && answer.headers.get("retry-after") !== null);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** A date in it is of the registry's clock, as the answer's own is. */
function retryAfterOf({ headers }: RegistryAnswer, now: number): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return readRetryAfter(headers.get("retry-after"), Number.isNaN(date) ? now : date);
}

async function readBody(response: RegistryResponse, request: RegistryRequest, route: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > request.maxBytes) {
      const message = `${request.action}: the answer is larger than ${request.maxBytes} bytes (${response.status} ${route}).`;
      throw new ProviderError(message, { code: "unreadable", status: response.status });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function discard(response: RegistryResponse): Promise<void> {
  for await (const _ of response.body ?? []) break;
}

/** fetch says "fetch failed" and keeps the reason in the cause. */
function connectionProblem(error: unknown): string {
  const { name, message, cause } = error as {
    name?: string;
    message?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === "TimeoutError") return "the registry did not answer in time";
  const words = [cause?.code, cause?.message || message].filter((part) => part !== undefined && part !== "");
  return `the connection failed: ${foreignWords(words.join(", "), LONGEST_WORDS)}`;
}
