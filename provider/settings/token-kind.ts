/**
 * What a token is, as far as its prefix tells
 * (https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats).
 * `installation` is an App's installation token: GITHUB_TOKEN in Actions is one. `unknown` covers tokens made before there were prefixes.
 */
export type TokenKind = "classic" | "fine-grained" | "installation" | "oauth" | "app-user" | "unknown";

const PREFIXES: ReadonlyArray<readonly [prefix: string, kind: TokenKind]> = [
  ["ghp_", "classic"],
  ["github_pat_", "fine-grained"],
  ["ghs_", "installation"],
  ["gho_", "oauth"],
  ["ghu_", "app-user"],
];

export function tokenKind(token: string): TokenKind {
  return PREFIXES.find(([prefix]) => token.startsWith(prefix))?.[1] ?? "unknown";
}

const NAMES: Record<TokenKind, string> = {
  classic: "classic personal access token",
  "fine-grained": "fine-grained personal access token",
  installation: "GitHub App installation token (GITHUB_TOKEN in Actions is one)",
  oauth: "OAuth token",
  "app-user": "GitHub App user token",
  unknown: "token",
};

/** How a message names a kind of token. */
export function describeTokenKind(kind: TokenKind): string {
  return NAMES[kind];
}
