import { ProviderError } from "../errors";
import type { Clock, Logger } from "../ports";
import { type Challenge, parseChallenge } from "./challenge";
import type { RegistryAnswer, RegistryRequests } from "./registry-request";

export interface RegistryCredentials {
  /** Asked for whenever a registry wants to know who asks; undefined for what everybody may read. */
  readonly token?: () => string | undefined | Promise<string | undefined>;
  /** Default `x-access-token`; GitHub's registries look at the token alone. */
  readonly username?: string;
  /**
   * Origins besides the registry's own that may be given the token when a registry names them as its token service,
   * such as a GitHub Enterprise Server's own. Any other is asked without a token.
   */
  readonly trustedOrigins?: readonly string[];
}

interface RepositoryToken {
  readonly header: string;
  readonly expiresAt: number;
}

/** Without `expires_in`, a token is good for at least a minute (distribution.github.io/distribution/spec/auth/token). */
const DEFAULT_EXPIRY_SECONDS = 60;

/** So that a token does not expire on its way. */
const EXPIRY_MARGIN_MS = 5_000;

const MAX_TOKEN_BYTES = 1024 * 1024;

/**
 * Shows a registry who asks: by the token protocol (distribution.github.io/distribution/spec/auth/token), or by Basic
 * authentication where the registry wants that. What it learns and gets is kept for the run, in memory only.
 */
export class RegistryAuth {
  readonly #requests: RegistryRequests;
  readonly #registry: URL;
  readonly #credentials: RegistryCredentials;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #tokens = new Map<string, Promise<RepositoryToken>>();
  #challenge: Promise<Challenge | undefined> | undefined;

  constructor(
    requests: RegistryRequests,
    registry: URL,
    options: { readonly credentials: RegistryCredentials; readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#requests = requests;
    this.#registry = registry;
    this.#credentials = options.credentials;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** The `Authorization` header for pulling from a repository; undefined when the registry wants none. */
  async header(repository: string, action: string): Promise<string | undefined> {
    this.#challenge ??= this.#discover(action);
    const challenge = await forgottenOnFailure(this.#challenge, () => {
      this.#challenge = undefined;
    });
    if (!challenge) return undefined;
    if (challenge.scheme === "basic") return this.#basic();
    return (await this.#token(repository, challenge, action)).header;
  }

  /**
   * Another header after the registry answered 401 to `rejected`.
   * @returns undefined when there is none to be had
   */
  async renew(
    repository: string,
    rejected: string | undefined,
    answer: RegistryAnswer,
    action: string,
  ): Promise<string | undefined> {
    const challenge = parseChallenge(answer.headers.get("www-authenticate"));
    if (challenge) this.#challenge = Promise.resolve(challenge);
    const current = await this.#tokens.get(repository);
    if (current?.header === rejected) this.#tokens.delete(repository);
    const header = await this.header(repository, action);
    return header === rejected ? undefined : header;
  }

  /** Whether there is a token at all. */
  async hasToken(): Promise<boolean> {
    return (await this.#readToken()) !== undefined;
  }

  /** Asking once saves every request that runs at the same time a refusal of its own. */
  async #discover(action: string): Promise<Challenge | undefined> {
    const url = new URL("v2/", this.#registry);
    const answer = await this.#requests.get({ url, action, maxBytes: MAX_TOKEN_BYTES });
    return answer.status === 401 ? parseChallenge(answer.headers.get("www-authenticate")) : undefined;
  }

  async #token(
    repository: string,
    challenge: Challenge & { scheme: "bearer" },
    action: string,
  ): Promise<RepositoryToken> {
    const known = this.#tokens.get(repository);
    if (known) {
      const token = await known;
      if (token.expiresAt > this.#clock.now()) return token;
      if (this.#tokens.get(repository) === known) this.#tokens.delete(repository);
    }
    const asked = this.#tokens.get(repository) ?? this.#requestToken(repository, challenge, action);
    this.#tokens.set(repository, asked);
    return forgottenOnFailure(asked, () => this.#tokens.delete(repository));
  }

  async #requestToken(
    repository: string,
    challenge: Challenge & { scheme: "bearer" },
    action: string,
  ): Promise<RepositoryToken> {
    const url = this.#realm(challenge, action);
    if (challenge.service !== undefined) url.searchParams.set("service", challenge.service);
    url.searchParams.set("scope", `repository:${repository}:pull`);
    const authorization = this.#mayKnowToken(url) ? await this.#basic() : undefined;
    const answer = await this.#requests.get({
      url,
      action,
      maxBytes: MAX_TOKEN_BYTES,
      ...(authorization !== undefined && { headers: { authorization } }),
      refuse: (candidate) => (tokenIn(candidate) ? undefined : "the token service's answer holds no token"),
    });
    const token = answer.status === 200 ? tokenIn(answer) : undefined;
    if (!token) throw await this.#refused(answer, url, authorization !== undefined, action);
    this.#requests.conceal(token.token);
    const lifetime = Math.max(0, token.expiresIn * 1_000 - EXPIRY_MARGIN_MS);
    return { header: `Bearer ${token.token}`, expiresAt: this.#clock.now() + lifetime };
  }

  #realm(challenge: Challenge & { scheme: "bearer" }, action: string): URL {
    const realm = URL.canParse(challenge.realm, this.#registry.href) && new URL(challenge.realm, this.#registry);
    if (realm && /^https?:$/.test(realm.protocol)) return realm;
    const message = `${action}: ${this.#registry.host} names no usable token service. Check the registry URL.`;
    throw new ProviderError(message, { code: "unavailable" });
  }

  #mayKnowToken(url: URL): boolean {
    if (url.origin === this.#registry.origin || this.#credentials.trustedOrigins?.includes(url.origin)) return true;
    const told = `${this.#registry.host} names ${url.origin} as its token service, which is not given the token.`;
    this.#logger.debug(told);
    return false;
  }

  async #basic(): Promise<string | undefined> {
    const token = await this.#readToken();
    if (token === undefined) return undefined;
    const pair = Buffer.from(`${this.#credentials.username ?? "x-access-token"}:${token}`).toString("base64");
    this.#requests.conceal(token);
    this.#requests.conceal(pair);
    return `Basic ${pair}`;
  }

  async #readToken(): Promise<string | undefined> {
    return (await this.#credentials.token?.()) || undefined;
  }

  async #refused(answer: RegistryAnswer, url: URL, withToken: boolean, action: string): Promise<ProviderError> {
    const { status, route } = answer;
    const words = this.#requests.words(answer) ?? "no token was given";
    const message = (next: string) => `${action}: ${words} (${status} ${route}). ${next}`;
    if (status !== 401 && status !== 403) {
      const next = "Check that this is the registry's URL, and its status, then run again.";
      return new ProviderError(message(next), { code: "unavailable", status });
    }
    if (withToken) {
      const next =
        "The token must be valid, have the read:packages scope and the organization's single sign-on authorization, and be able to read this package.";
      return new ProviderError(message(next), { code: status === 401 ? "unauthenticated" : "access_denied", status });
    }
    const next = (await this.hasToken())
      ? `${url.origin} is not the registry's own origin, so it was asked without a token.`
      : "Set a token with the read:packages scope: only public packages can be read without one.";
    return new ProviderError(message(next), { code: "unauthenticated", status });
  }
}

/** Waits for shared work; work that failed is forgotten, so that the next one tries anew. */
async function forgottenOnFailure<T>(work: Promise<T>, forget: () => void): Promise<T> {
  try {
    return await work;
  } catch (error) {
    forget();
    throw error;
  }
}

function tokenIn(answer: RegistryAnswer): { readonly token: string; readonly expiresIn: number } | undefined {
  try {
    const { token, access_token, expires_in } = JSON.parse(answer.body.toString("utf8"));
    const value: unknown = token || access_token;
    if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) return undefined;
    return { token: value, expiresIn: typeof expires_in === "number" ? expires_in : DEFAULT_EXPIRY_SECONDS };
  } catch {
    return undefined;
  }
}
