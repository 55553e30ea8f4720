import type { Behaviors } from "../behaviors";
import type { Profile } from "../profile";
import type { PackageType, SeedAccount } from "../seed";
import type { PackageRecord } from "../world/package-record";
import { ApiError, packageNotFound } from "./api-error";
import type { Caller } from "./caller";
import type { PackageAction } from "./operations";

export interface AccessRequest {
  readonly caller: Caller;
  readonly action: PackageAction;
  readonly owner: SeedAccount;
  /** Undefined for the conflict lists. */
  readonly packageType: PackageType | undefined;
  readonly family: RouteFamily;
}

/** The three forms of a route: /orgs/{org}, /users/{username} and /user. */
export type RouteFamily = "organization" | "user" | "authenticated-user";

interface Need {
  readonly scope: "read:packages" | "write:packages" | "delete:packages";
  readonly purpose: string;
}

/**
 * Words of the refusals: "list packages", "get a package" and "get a package's versions" are in published logs; the others follow
 * their pattern. The scopes are in every operation's documentation.
 */
const needs: Readonly<Record<PackageAction, Need>> = {
  "list-conflicts": { scope: "read:packages", purpose: "list packages" },
  "list-packages": { scope: "read:packages", purpose: "list packages" },
  "get-package": { scope: "read:packages", purpose: "get a package" },
  "list-versions": { scope: "read:packages", purpose: "get a package's versions" },
  "get-version": { scope: "read:packages", purpose: "get a package version" },
  "delete-package": { scope: "delete:packages", purpose: "delete a package" },
  "delete-version": { scope: "delete:packages", purpose: "delete a package version" },
  "restore-package": { scope: "write:packages", purpose: "restore a package" },
  "restore-version": { scope: "write:packages", purpose: "restore a package version" },
};

/** Everything that is decided before a package is looked for: policy of the organization, SSO, kind of token, scopes. Throws. */
export function authorize(request: AccessRequest, profile: Profile, behaviors: Behaviors): void {
  const { caller, owner } = request;
  if (owner.type === "Organization") {
    refuseForbiddenClassicToken(caller, owner);
    refusePendingSso(caller, owner);
  }
  refuseUnsupportedToken(request, behaviors);
  if (caller.token.kind === "classic") requireScopes(request, profile);
}

/** Words from fullsend-ai/fullsend#3368. */
function refuseForbiddenClassicToken(caller: Caller, owner: SeedAccount): void {
  if (!owner.forbidsClassicTokens || caller.token.kind !== "classic") return;
  throw new ApiError(
    403,
    `\`${owner.login}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.`,
  );
}

/** Words and header: docs.github.com/rest/authentication/authenticating-to-the-rest-api, personal access tokens and SAML SSO. */
function refusePendingSso(caller: Caller, owner: SeedAccount): void {
  if (caller.token.sso !== "pending") return;
  const url = `https://github.com/orgs/${owner.login}/sso?authorization_request=AZSCKL4U8YX1H3sCQIVNVgmjmon5fWxks5YrqhJgah0b2tlbl9pZM4EuMz4`;
  throw new ApiError(
    403,
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
    { headers: { "x-github-sso": `required; url=${url}` } },
  );
}

function refuseUnsupportedToken({ caller, action, packageType, family }: AccessRequest, behaviors: Behaviors): void {
  const { kind } = caller.token;
  if (kind === "classic") return;
  const isOrganizationContainerList =
    action === "list-packages" && family === "organization" && packageType === "container";
  if (kind !== "fine-grained" && isOrganizationContainerList && behaviors.integrationContainerList === 400) {
    throw new ApiError(400, "Invalid argument.");
  }
  if (kind === "fine-grained") {
    throw behaviors.fineGrainedToken === 403
      ? new ApiError(403, "Resource not accessible by personal access token")
      : packageNotFound();
  }
  if (kind === "app") throw behaviors.appToken === 403 ? notAccessibleByIntegration() : packageNotFound();
  if (family === "authenticated-user") throw notAccessibleByIntegration();
}

/** An installation, GITHUB_TOKEN's included, belongs to no user: `GET /user` is for users' tokens (docs.github.com/rest/users/users). Throws. */
export function requireUser({ token }: Caller): void {
  if (token.kind === "github-actions" || token.kind === "app") throw notAccessibleByIntegration();
}

function notAccessibleByIntegration(): ApiError {
  return new ApiError(403, "Resource not accessible by integration");
}

function requireScopes({ caller, action, packageType }: AccessRequest, profile: Profile): void {
  const { scope, purpose } = needs[action];
  const { scopes } = caller.token;
  // write:packages implies reading (docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps).
  const mayRead = scopes.includes("read:packages") || scopes.includes("write:packages");
  if (!mayRead || !(scope === "read:packages" || scopes.includes(scope))) {
    throw new ApiError(403, `You need at least ${scope} scope to ${purpose}.`);
  }
  if (packageType && profile.repositoryScoped.has(packageType) && !scopes.includes("repo")) {
    throw new ApiError(403, `You need at least repo scope to ${purpose}.`);
  }
}

/** Public packages are anybody's to read; for the others the token says. */
export function mayRead(caller: Caller, record: PackageRecord): boolean {
  return record.visibility === "public" || covers(caller.token.read, record);
}

/** Deleting and restoring need admin rights; a reader without them is told that the package is not there. Throws. */
export function requireAdmin(caller: Caller, record: PackageRecord, behaviors: Behaviors): void {
  if (covers(caller.token.admin, record)) return;
  const isIntegration = caller.token.kind === "github-actions";
  if (isIntegration && behaviors.integrationWithoutAdmin === 403) throw notAccessibleByIntegration();
  throw packageNotFound();
}

function covers(grant: boolean | readonly string[] | undefined, record: PackageRecord): boolean {
  if (typeof grant === "object") return grant.some((path) => path.toLowerCase() === record.path.toLowerCase());
  return grant ?? true;
}
