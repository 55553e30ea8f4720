import { createPrivateKey, createSign, type KeyObject } from "node:crypto";
import { ProviderError } from "../errors";
import type { Clock } from "../ports";
import { type AppCredentials, SecretToken, type Settings } from "../settings";
import type { Call } from "./call";
import { sentence } from "./failures";
import { fetchFor } from "./proxy";
import { createTransport, type Fetch, TransportError } from "./transport";
import { USER_AGENT } from "./user-agent";

/** So that a token does not expire while its request waits for a limit, which takes 15 minutes at most by default (`maxWaitSeconds`). */
const RENEW_BEFORE_MS = 20 * 60 * 1000;

/**
 * Ten minutes at most, and issued a minute ago, against clocks that differ
 * (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
 */
const JWT_SECONDS = { before: 60, after: 9 * 60 };

/** Through the same proxy as everything else. */
export function createInstallationToken(app: AppCredentials, settings: Settings, clock: Clock): InstallationToken {
  return new InstallationToken(app, settings, { clock, fetch: fetchFor(process.env) });
}

/** A token of a GitHub App's installation, which holds for an hour: `renew` before each request gets another in time. */
export class InstallationToken extends SecretToken {
  readonly #app: AppCredentials;
  readonly #fetch: Fetch;
  #current = "";
  #expiresAt = 0;
  #renewal: Promise<void> | undefined;

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

  /** @throws ProviderError when the App gets no token. */
  async renew(): Promise<void> {
    if (this.#expiresAt - this.parts.clock.now() > RENEW_BEFORE_MS) return;
    this.#renewal ??= this.#exchange().finally(() => {
      this.#renewal = undefined;
    });
    await this.#renewal;
  }

  /** https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
  async #exchange(): Promise<void> {
    const { installationId } = this.#app;
    const call: Call = {
      verb: "get",
      what: `a token for GitHub App ${this.#app.id}, installation ${installationId}`,
      route: "POST /app/installations/{installation_id}/access_tokens",
      parameters: { installation_id: installationId },
      kind: "read",
    };
    const jwt = signJwt(this.#app, this.parts.clock.now());
    const response = await this.#send(call, jwt);
    const { token, expires_at } = await readBody(response);
    const expiresAt = Date.parse(String(expires_at));
    if (typeof token !== "string" || token === "" || Number.isNaN(expiresAt)) {
      throw new ProviderError(sentence(call, "the answer has no token in it", response.status, ""), {
        code: "unavailable",
      });
    }
    this.#current = token;
    this.#expiresAt = expiresAt;
  }

  async #send(call: Call, jwt: string): Promise<Response> {
    const { baseUrl, apiVersion, maxRetries, retryDelayMs } = this.settings;
    const url = `${baseUrl}/app/installations/${encodeURIComponent(this.#app.installationId)}/access_tokens`;
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${jwt}`,
      "user-agent": USER_AGENT,
      "x-github-api-version": apiVersion,
    };
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#fetch(url, { method: "POST", headers }).catch(transportFailure);
      if (answer instanceof Response && answer.ok) return answer;
      const isPassing = answer instanceof TransportError || answer.status >= 500;
      if (!isPassing || attempt > maxRetries) throw await refusal(call, answer, this.#app);
      await this.parts.clock.sleep(retryDelayMs * attempt ** 2);
    }
  }
}

function transportFailure(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  throw error;
}

async function refusal(call: Call, answer: Response | TransportError, app: AppCredentials): Promise<ProviderError> {
  if (answer instanceof TransportError) {
    return new ProviderError(sentence(call, answer.message, undefined, "Run again later."), { code: "unavailable" });
  }
  const { status } = answer;
  const { message } = await readBody(answer);
  const githubMessage = typeof message === "string" ? message : "the server gave no reason";
  const nextStep =
    status === 404
      ? "Check installationId: it is in the address of the installation's page, and belongs to this App."
      : `Check that the id and the key from ${app.source} are of the same App, and that this machine's clock is right.`;
  const code = status >= 500 ? "unavailable" : "unauthenticated";
  return new ProviderError(sentence(call, githubMessage, status, nextStep), { code, status, githubMessage });
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
