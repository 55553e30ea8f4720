import { isProviderError } from "../errors";
import { foreignWords } from "../model/foreign-words";
import type { GitHubClient, Read } from "./client";
import { type ResponseHeaders, readRateHeaders, readScopes } from "./http";
import type { RequestSpec } from "./requests";

/** What a host tells of the token that it is asked with, beside what the token may do with packages. */
export interface TokenReport {
  /** Scopes of a classic or OAuth token; other kinds have none, and their answers name none. */
  readonly scopes?: readonly string[];
  /** An ISO 8601 instant; absent for a token that does not expire, or whose host does not say. */
  readonly expiresAt?: string;
  /** `enterprise-server@3.18.0`, of a GitHub Enterprise Server. */
  readonly enterpriseVersion?: string;
  /** What is left of the hour; absent where there is no such limit. Instants are milliseconds since the epoch. */
  readonly rate?: { readonly limit: number; readonly remaining: number; readonly resetAt?: number };
}

/**
 * Two requests at most, neither of which counts against the limit. A GHES with its limits off answers 404 to the first
 * (https://docs.github.com/enterprise-server@3.18/rest/rate-limit/rate-limit), and the second is answered everywhere.
 * @throws `unauthenticated` when the host does not accept the token.
 */
export async function reportToken(client: GitHubClient): Promise<TokenReport> {
  const read = await readRateLimit(client);
  const { headers } = read ?? (await client.read(tokenRequest("GET /meta"), { fresh: true }));
  const { limit, remaining, resetAt } = readRateHeaders(headers, client.parts.clock.now());
  const scopes = readScopes(headers);
  const hasLimit = read !== undefined && limit !== undefined && remaining !== undefined;
  return {
    ...(scopes && { scopes }),
    ...readExpiry(headers),
    ...textOf(headers, "x-github-enterprise-version", "enterpriseVersion"),
    ...(hasLimit && { rate: { limit, remaining, ...(resetAt === undefined ? {} : { resetAt }) } }),
  };
}

async function readRateLimit(client: GitHubClient): Promise<Read | undefined> {
  try {
    return await client.read(tokenRequest("GET /rate_limit"), { fresh: true });
  } catch (error) {
    if (isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}

function tokenRequest(route: string): RequestSpec {
  return { verb: "ask", what: "about the token", route, parameters: {}, kind: "read" };
}

/** `2026-12-01 08:00:00 UTC`, or with an offset: https://docs.github.com/organizations/managing-programmatic-access-to-your-organization/setting-a-personal-access-token-policy-for-your-organization */
function readExpiry(headers: ResponseHeaders): Pick<TokenReport, "expiresAt"> {
  const time = Date.parse(String(headers["github-authentication-token-expiration"] ?? ""));
  return Number.isNaN(time) ? {} : { expiresAt: new Date(time).toISOString() };
}

function textOf<Key extends string>(headers: ResponseHeaders, name: string, key: Key): { [K in Key]?: string } {
  const value = headers[name];
  return typeof value === "string" && value !== ""
    ? ({ [key]: foreignWords(value, 100) } as { [K in Key]?: string })
    : {};
}
