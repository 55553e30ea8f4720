import type { TokenReport } from "../../provider/github";
import type { Owner } from "../../provider/model/owner";
import type { PackageType } from "../../provider/model/package";
import type { Settings } from "../../provider/settings";
import type { Answer } from "./report";

export interface RightsContext {
  readonly settings: Settings;
  readonly token: TokenReport;
}

export interface Right {
  readonly answer: Answer;
  /** Why not, and what to change. */
  readonly problem?: string;
}

/**
 * Whose packages get their permissions from a repository, so that a token needs the scope `repo` as well
 * (https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages, and its GHES edition).
 */
const REPOSITORY_SCOPED: Readonly<Record<"cloud" | "enterprise-server", readonly PackageType[]>> = {
  cloud: ["maven", "docker"],
  "enterprise-server": ["npm", "nuget", "rubygems", "maven", "docker"],
};

/** By each operation's documentation: https://docs.github.com/rest/packages/packages. */
const SCOPES = { delete: ["read:packages", "delete:packages"], restore: ["read:packages", "write:packages"] } as const;

/**
 * Whether a token may delete or restore, by what is documented of its kind and scopes: trying it is not for a doctor. Reading is
 * tried, so that a token which may not even read is not asked about here.
 */
export function documentedRight(
  ability: "delete" | "restore",
  type: PackageType,
  owner: Owner,
  { settings, token }: RightsContext,
): Right {
  if (settings.tokenKind === "fine-grained") {
    const problem = `GitHub Packages does not support fine-grained tokens: make a classic one, ${newTokenUrl(settings, SCOPES[ability])}`;
    return { answer: "no", problem };
  }
  if (settings.tokenKind === "installation") return { answer: "role" };
  if (!token.scopes) return { answer: "untried" };
  const isEnterprise = token.enterpriseVersion !== undefined;
  const needsRepository = REPOSITORY_SCOPED[isEnterprise ? "enterprise-server" : "cloud"].includes(type);
  const needed = [...SCOPES[ability], ...(needsRepository ? ["repo"] : [])];
  const missing = needed.filter((scope) => !hasScope(token.scopes ?? [], scope));
  if (missing.length === 0) return { answer: owner.kind === "authenticatedUser" ? "yes" : "role" };
  const problem = `To ${ability}, the token needs the scope ${missing.join(" and ")} as well: ${newTokenUrl(settings, needed)}`;
  return { answer: "no", problem };
}

/** `write:packages` includes reading (https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes). */
function hasScope(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || (scope === "read:packages" && scopes.includes("write:packages"));
}

function newTokenUrl({ place }: Settings, scopes: readonly string[]): string {
  return `${place.webUrl}/settings/tokens/new?scopes=${scopes.join(",")}`;
}
