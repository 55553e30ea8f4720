import { createPrivateKey, createSign, type KeyObject } from "node:crypto";
import { ProviderError } from "../../errors";
import type { Clock } from "../../ports";
import { type AppCredentials, SecretToken, type Settings } from "../../settings";
import { type Classification, redact, sentence } from "../failures";
import {
  createTransport,
  type FailedResponse,
  type Fetch,
  fetchFor,
  isPrimaryRefusal,
  isSecondaryRefusal,
  type ResponseHeaders,
  readDate,
  readRateHeaders,
  TransportError,
  USER_AGENT,
} from "../http";
import type { RequestSpec } from "../requests";

/** So that a renewal that fails can be tried again, many times, while the token still holds. */
const RENEW_BEFORE_MS = 20 * 60 * 1000;

/** A token that is about to expire may have expired when its request arrives. */
const STILL_HOLDS_MS = 60 * 1000;

/** After a renewal that failed and could wait, the next attempt. */
const RENEW_AGAIN_AFTER_MS = 60 * 1000;

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately */
const PAUSE_MS = 60 * 1000;

/**
 * Ten minutes at most, and issued a minute ago, against clocks that differ
 * (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
 */
const JWT_SECONDS = { before: 60, after: 9 * 60 };

/** A difference that a token's first second, which is a minute ago, does not allow for. */
const CLOCK_COUNTS_MS = 30 * 1000;

/**
 * Through the same proxy as everything else.
 * @public loaded by `require`, only where it is needed
 */
export function createInstallationToken(app: AppCredentials, settings: Settings, clock: Clock): InstallationToken {
  return new InstallationToken(app, settings, { clock, fetch: fetchFor(process.env) });
}

/** A token of a GitHub App's installation, which holds for an hour: `renew` before each attempt of a request gets another in time. */
export class InstallationToken extends SecretToken {
  readonly #app: AppCredentials;
  readonly #fetch: Fetch;
  #current = "";
  #expiresAt = 0;
  #renewal: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** How far GitHub's clock is ahead of this machine's, by its last answer, in milliseconds. */
  #serverAhead = 0;

  constructor(
    app: AppCredentials,
    private readonly settings: Settings,
    private readonly parts: { readonly clock: Clock; readonly fetch: Fetch },
  ) {
    super("");
    this.#app = app;
    this.#fetch = createTransport(parts.fetch, settings.requestTimeoutMs);
  }

  override reveal(): string {
    return this.#current;
  }

  /**
   * @param refused a token that GitHub no longer accepts: it is replaced, whatever it said about its end.
   * @throws ProviderError when the App gets no token, and what it has does not hold any more.
   */
  async renew(refused?: string): Promise<void> {
    if (refused === this.#current) this.#expiresAt = Number.NEGATIVE_INFINITY;
    const now = this.parts.clock.now();
    const holdsFor = this.#expiresAt - now;
    if (holdsFor > RENEW_BEFORE_MS || (holdsFor > STILL_HOLDS_MS && now < this.#notBefore)) return;
    this.#renewal ??= this.#exchange().finally(() => {
      this.#renewal = undefined;
    });
    try {
      await this.#renewal;
    } catch (error) {
      const failedAt = this.parts.clock.now();
      if (this.#expiresAt - failedAt <= STILL_HOLDS_MS) throw error;
      this.#notBefore = failedAt + RENEW_AGAIN_AFTER_MS;
    }
  }

  /** https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
  async #exchange(): Promise<void> {
    const { installationId } = this.#app;
    const spec: RequestSpec = {
      verb: "get",
      what: `a token for GitHub App ${this.#app.id}, installation ${installationId}`,
      route: "POST /app/installations/{installation_id}/access_tokens",
      parameters: { installation_id: installationId },
      kind: "read",
    };
    const response = await this.#send(spec);
    const { token, expires_at } = await readBody(response);
    const expiresAt = Date.parse(String(expires_at)) - this.#serverAhead;
    if (typeof token !== "string" || token === "" || Number.isNaN(expiresAt)) {
      throw new ProviderError(sentence(spec, "the answer has no token in it", response.status, ""), {
        code: "unavailable",
      });
    }
    this.#current = token;
    this.#expiresAt = expiresAt;
  }

  async #send(spec: RequestSpec): Promise<Response> {
    const { baseUrl, apiVersion, maxRetries } = this.settings;
    const url = `${baseUrl}/app/installations/${encodeURIComponent(this.#app.installationId)}/access_tokens`;
    const headers = {
      accept: "application/vnd.github+json",
      "user-agent": USER_AGENT,
      "x-github-api-version": apiVersion,
    };
    for (let attempt = 1; ; attempt++) {
      const signedBy = this.#serverAhead;
      const jwt = signJwt(this.#app, this.parts.clock.now() + signedBy);
      const signed = { ...headers, authorization: `Bearer ${jwt}` };
      const answer = await this.#fetch(url, { method: "POST", headers: signed }).catch(transportFailure);
      if (answer instanceof Response) this.#noteTime(answer);
      if (answer instanceof Response && answer.ok) return answer;
      const wasWrongTime = Math.abs(this.#serverAhead - signedBy) > CLOCK_COUNTS_MS;
      if (answer instanceof Response && answer.status === 401 && wasWrongTime && attempt === 1) continue;
      const refusal = await this.#refusal(spec, answer, jwt);
      const pause = this.#pause(refusal, attempt);
      if (pause === undefined || attempt > maxRetries) throw refusal;
      await this.parts.clock.sleep(pause);
    }
  }

  /** What GitHub takes for the time of signing and of expiry is by its own clock. */
  #noteTime(answer: Response): void {
    const date = readDate(answer.headers.get("date") ?? undefined);
    if (date !== undefined) this.#serverAhead = date - this.parts.clock.now();
  }

  /** How long to wait before another attempt; undefined when none is worth it. */
  #pause({ code, retryAt }: ProviderError, attempt: number): number | undefined {
    if (code === "unavailable") return this.settings.retryDelayMs * attempt ** 2;
    if (code !== "rate_limited" || retryAt === undefined) return undefined;
    const pause = Date.parse(retryAt) - this.parts.clock.now();
    return pause <= this.settings.maxWaitSeconds * 1000 ? Math.max(0, pause) : undefined;
  }

  async #refusal(spec: RequestSpec, answer: Response | TransportError, jwt: string): Promise<ProviderError> {
    if (answer instanceof TransportError) {
      return new ProviderError(sentence(spec, answer.message, undefined, "Run again later."), { code: "unavailable" });
    }
    const { status } = answer;
    const { message } = await readBody(answer);
    const secrets = [jwt, this.#app.privateKey.reveal(), this.#current];
    const githubMessage = typeof message === "string" ? redact(message, secrets) : "the server gave no reason";
    const headers: ResponseHeaders = Object.fromEntries(answer.headers);
    const failed: FailedResponse = {
      status,
      message: githubMessage,
      documentationUrl: "",
      headers,
      transport: undefined,
    };
    const isLimit = isSecondaryRefusal(failed) || isPrimaryRefusal(failed);
    const { code, nextStep } = isLimit ? LIMIT : verdictOf(status, this.#app);
    const retryAt = isLimit ? this.#retryAt(headers) : undefined;
    const way = retryAt === undefined ? nextStep : `${nextStep} Not before ${retryAt}.`;
    const options = { code, status, githubMessage, ...(retryAt !== undefined && { retryAt }) };
    return new ProviderError(sentence(spec, githubMessage, status, way), options);
  }

  #retryAt(headers: ResponseHeaders): string {
    const now = this.parts.clock.now();
    const { retryAfterMs, remaining, resetAt } = readRateHeaders(headers, now);
    const until = retryAfterMs === undefined && remaining === 0 ? resetAt : undefined;
    return new Date(until ?? now + (retryAfterMs ?? PAUSE_MS)).toISOString();
  }
}

function transportFailure(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  throw error;
}

type ExchangeVerdict = Pick<Classification, "code" | "nextStep">;

const LIMIT: ExchangeVerdict = {
  code: "rate_limited",
  nextStep: "GitHub refuses the App for asking too often; what was done is recorded. Run again then.",
};

function verdictOf(status: number, { source }: AppCredentials): ExchangeVerdict {
  if (status >= 500) return { code: "unavailable", nextStep: "GitHub has a problem. Run again later." };
  const nextStep =
    status === 404
      ? "Check installationId: it is in the address of the installation's page, and belongs to this App."
      : status === 403
        ? "Check that the installation is not suspended, in the settings of the account that it is installed in."
        : `Check that the id and the key from ${source} are of the same App, and that this machine's clock is right.`;
  return { code: "unauthenticated", nextStep };
}

/** Nothing of a body that is no JSON object. */
async function readBody(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await answer.json().catch(() => undefined);
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

/** RS256: https://datatracker.ietf.org/doc/html/rfc7515#section-3.3 */
function signJwt(app: AppCredentials, now: number): string {
  const seconds = Math.floor(now / 1000);
  const header = encode({ alg: "RS256", typ: "JWT" });
  const payload = encode({ iat: seconds - JWT_SECONDS.before, exp: seconds + JWT_SECONDS.after, iss: app.id });
  const signature = createSign("RSA-SHA256").update(`${header}.${payload}`).sign(readKey(app), "base64url");
  return `${header}.${payload}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** The runtime's own complaint would show the beginning of the key. */
function readKey({ privateKey, source }: AppCredentials): KeyObject {
  try {
    return createPrivateKey(privateKey.reveal());
  } catch {
    throw new ProviderError(
      `read setting appAuth from ${source}: pemFile is not a private key. Give the content of the PEM file that the App's settings page made, ` +
        "with its line breaks or with \\n in their place.",
      { code: "invalid" },
    );
  }
}
