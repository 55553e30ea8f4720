import { retry } from "@octokit/plugin-retry";
import { type ThrottlingOptions, throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import type { ProviderError } from "../../errors";
import { masking } from "../../model/mask";
import type { PackageFacts } from "../../model/package";
import type { Clock, Logger, RunGuard, ServerTime } from "../../ports";
import { credentialIdentity, credentialSecret, type Settings } from "../../settings";
import { type FailureDetails, toProviderError } from "../failures";
import {
  ConditionalCache,
  createTransport,
  type Fetch,
  isNotModified,
  type ResponseHeaders,
  ServerClock,
  type StoredResponse,
  TokenScopes,
  USER_AGENT,
} from "../http";
import { RateBudget } from "../rate-limits";
import { RequestContext, type RequestSpec, requestTarget, toDetailedPackageFacts, toPackageFacts } from "../requests";
import { type Authorization, contextOf, pacing } from "./pacing";

export interface ClientParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly guard: RunGuard;
  readonly fetch: Fetch;
  /** Whether packages come with all that GitHub says of their owners and repositories. Default false: nobody but functions shows it. */
  readonly details?: boolean;
  /** Called before each attempt of a request, for a token that does not last; with the token when GitHub no longer accepts it. */
  readonly renewToken?: (refused?: string) => Promise<void>;
}

/** A successful read. */
export interface Read {
  readonly data: unknown;
  readonly link: string | undefined;
  readonly etag: string | undefined;
  readonly headers: ResponseHeaders;
  /** Whether GitHub answered 304: `data` is what was stored, or undefined when only an etag was given. */
  readonly notModified: boolean;
  /** Whether `link` came with this answer: a stored one may be older than its page's neighbours. */
  readonly linkIsFresh: boolean;
}

export interface ReadOptions {
  /** Ask without conditions, whatever is stored. */
  readonly fresh?: boolean;
  /** Ask whether this is still so, instead of what is stored. */
  readonly etag?: string;
}

/** Any 4xx is final but for the limits, which the throttling plugin answers for, and 408 (request time-out). */
const NEVER_RETRIED = Array.from({ length: 100 }, (_, index) => 400 + index).filter((status) => status !== 408);

/** Whether another attempt may end otherwise. */
export function isPassing(error: unknown): boolean {
  const { status = 0 } = error as { readonly status?: number };
  return status >= 400 && !NEVER_RETRIED.includes(status);
}

/** One client of one GitHub with one token: Octokit, its retry and throttling plugins, the rate budget, and the cache. */
export class GitHubClient {
  readonly budget: RateBudget;
  readonly scopes = new TokenScopes();
  readonly toPackageFacts: (value: unknown) => PackageFacts;
  private readonly serverClock = new ServerClock();
  private readonly octokit: Octokit;
  private readonly cache: ConditionalCache | undefined;

  constructor(
    readonly settings: Settings,
    readonly parts: ClientParts,
  ) {
    this.budget = new RateBudget({ ...settings, clock: parts.clock, onWait: (message) => parts.logger.info(message) });
    this.toPackageFacts = parts.details ? toDetailedPackageFacts : toPackageFacts;
    const Client = Octokit.plugin(
      pacing({
        ...parts,
        logger: maskedLogger(parts.logger, settings),
        budget: this.budget,
        scopes: this.scopes,
        serverClock: this.serverClock,
        authorization: authorizationOf(settings, parts),
      }),
      retry,
      throttling,
    );
    this.octokit = new Client({
      baseUrl: settings.baseUrl,
      userAgent: USER_AGENT,
      request: {
        fetch: createTransport(parts.fetch, settings.requestTimeoutMs),
        parseSuccessResponseBody: false,
        log: SILENT,
      },
      log: SILENT,
      retry: { retries: settings.maxRetries, retryAfterBaseValue: settings.retryDelayMs, doNotRetry: NEVER_RETRIED },
      throttle: this.throttle(),
    });
    const secret = credentialSecret(settings);
    if (settings.cachePath !== undefined && secret !== undefined) {
      const identity = `${settings.baseUrl}\n${settings.apiVersion}\n${credentialIdentity(settings)}`;
      this.cache = new ConditionalCache(settings.cachePath, { identity, secret }, parts.logger);
    }
  }

  /** By the answers so far; undefined before the first. */
  serverTime(): ServerTime | undefined {
    return this.serverClock.at(this.parts.clock.now());
  }

  /** @throws ProviderError */
  async read(spec: RequestSpec, options: ReadOptions = {}): Promise<Read> {
    const context = new RequestContext(spec);
    try {
      return await this.readRaw(context, options);
    } catch (error) {
      throw this.translate(error, context);
    }
  }

  /** As GitHub answers it, untranslated: for whoever needs the answer to explain another failure. */
  async readRaw(context: RequestContext, { fresh = false, etag }: ReadOptions): Promise<Read> {
    const target = requestTarget(context.spec);
    const stored = fresh || etag !== undefined ? undefined : await this.cache?.read(target);
    const condition = etag ?? stored?.etag;
    try {
      const response = await this.send(context, condition === undefined ? {} : { "if-none-match": condition });
      const { headers, data } = response;
      const read = { data, link: headers.link, etag: headers.etag, headers, notModified: false, linkIsFresh: true };
      await this.store(target, read);
      return read;
    } catch (error) {
      if (condition === undefined || !isNotModified(error)) throw error;
      return unchanged(condition, stored, error);
    }
  }

  /**
   * Sends a request that changes something. Throws as Octokit does: what a failure means depends on what is there now.
   * @returns the status; GitHub documents 204.
   */
  async change(context: RequestContext): Promise<number> {
    const { status } = await this.send(context, {});
    return status;
  }

  translate(error: unknown, context: RequestContext, details: FailureDetails = {}): ProviderError {
    const { retryAt, pausedBy, uncertain: isUncertain } = context;
    const known = { isUncertain, ...(retryAt === undefined ? {} : { retryAt }), ...(pausedBy && { pausedBy }) };
    return toProviderError(error, context.spec, this.settings, { ...known, ...details });
  }

  private async send(context: RequestContext, conditions: Readonly<Record<string, string>>) {
    const headers = {
      accept: "application/vnd.github+json",
      "x-github-api-version": this.settings.apiVersion,
      ...conditions,
    };
    const request = { context, ...(context.isRetried ? {} : { retries: 0 }) };
    return this.octokit.request(context.spec.route, { ...context.spec.parameters, headers, request });
  }

  private async store(target: string, { etag, link, data }: Read): Promise<void> {
    if (etag === undefined) return;
    await this.cache?.write(target, { etag, data, ...(link === undefined ? {} : { link }) });
  }

  /**
   * The plugin decides whether a refused request is worth another attempt; the waiting is done in the budget, where everything
   * else waits, too. Its own pace of a write a second is replaced by the budget's.
   */
  private throttle(): ThrottlingOptions {
    const mayGoOn = (_: number, options: { request?: unknown }) => {
      const { refusals, retryAt, firstRefusedAt } = contextOf(options);
      const waited = (retryAt ?? 0) - (firstRefusedAt ?? 0);
      return refusals <= this.settings.maxRetries && waited <= this.settings.maxWaitSeconds * 1000;
    };
    return { ...UNPACED, retryAfterBaseValue: 0, onRateLimit: mayGoOn, onSecondaryRateLimit: mayGoOn };
  }
}

/** A server can repeat in a header what it was sent in another. */
function maskedLogger(logger: Logger, { token }: Settings): Pick<Logger, "debug"> {
  let masked = "";
  let mask = masking([]);
  return {
    debug: (message) => {
      const secret = token?.reveal() ?? "";
      if (secret !== masked) mask = masking([secret]);
      masked = secret;
      logger.debug(mask(message));
    },
  };
}

function authorizationOf({ token }: Settings, { renewToken }: ClientParts): Authorization {
  const header = () => token && `token ${token.reveal()}`;
  return {
    header: async () => {
      await renewToken?.();
      return header();
    },
    renew: async (refused) => {
      if (renewToken && header() === refused) await renewToken(token?.reveal());
      return renewToken !== undefined;
    },
  };
}

const nothing = () => undefined;
/** Octokit would write addresses with their query strings; the budget's log line says what there is to say. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

type Limiter = NonNullable<Extract<ThrottlingOptions, { write?: unknown }>["write"]>;

/** In place of the plugin's queues, which are shared by every client of a process: jobs run at once. */
const atOnce = {
  key: () => ({
    schedule: <Arguments extends unknown[], Result>(
      _: unknown,
      job: (...given: Arguments) => Result,
      ...given: Arguments
    ) => job(...given),
  }),
} as unknown as Limiter;
const UNPACED = { global: atOnce, auth: atOnce, write: atOnce, search: atOnce, notifications: atOnce };

function unchanged(etag: string, stored: StoredResponse | undefined, error: unknown): Read {
  const { headers = {} } = ((error as { response?: unknown }).response ?? {}) as { headers?: ResponseHeaders };
  const link = typeof headers.link === "string" ? headers.link : undefined;
  return {
    data: stored?.data,
    link: link ?? stored?.link,
    etag,
    headers,
    notModified: true,
    linkIsFresh: link !== undefined,
  };
}
