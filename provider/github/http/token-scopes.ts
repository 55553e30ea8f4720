import { foreignWords } from "../../model/foreign-words";
import type { ResponseHeaders } from "./response-headers";

/**
 * Scopes of a classic or OAuth token; undefined where the answer names none, as for other kinds of token. The header is there, if empty, for a
 * token without scopes: https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function readScopes(headers: ResponseHeaders): readonly string[] | undefined {
  const text = headers["x-oauth-scopes"];
  if (typeof text !== "string") return undefined;
  return text.split(",").flatMap((scope) => foreignWords(scope, 100) || []);
}

/** What the answers so far have told of the token, as each of them does. */
export class TokenScopes {
  private scopes: readonly string[] | undefined;
  private told: unknown;

  observe(headers: ResponseHeaders): void {
    const told = headers["x-oauth-scopes"];
    if (told === this.told) return;
    this.told = told;
    this.scopes = readScopes(headers) ?? this.scopes;
  }

  /** Undefined for a token without any: a GitHub App's has none, and may do what the App may. */
  get known(): readonly string[] | undefined {
    return this.scopes?.length === 0 ? undefined : this.scopes;
  }
}
