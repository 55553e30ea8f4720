import { mayRead } from "../rest/authorization";
import type { SeedToken } from "../seed";
import type { PackageRecord } from "../world/package-record";
import type { World } from "../world/world";
import { denied, RegistryError } from "./registry-error";
import type { RepositoryName } from "./routes";

/** Who asks the registry: nobody in particular, a token's holder, or (where no token is required) anybody with every right. */
export type Identity =
  | { readonly kind: "none" }
  | { readonly kind: "anonymous" }
  | { readonly kind: "token"; readonly token: SeedToken }
  | { readonly kind: "administrator" };

/** What an anonymous token says, so that it is told from a base64 of a personal access token. */
const ANONYMOUS = "v1:anonymous:";

/**
 * The token that the token service gives out; for a token's holder it is their token in base64, as ghcr.io's is
 * (argoproj-labs/argocd-image-updater#303).
 */
export function bearerToken(identity: Identity, now: number): string {
  const text = identity.kind === "token" ? identity.token.token : `${ANONYMOUS}${now}`;
  return Buffer.from(text).toString("base64");
}

/**
 * Who sends a request to the registry itself. It takes Bearer tokens only, in base64: a plain personal access token and
 * Basic authentication are refused (argoproj-labs/argocd-image-updater#303, HarborGuard/HarborGuard#191).
 */
export function identifyBearer(header: string | undefined, world: World, requireToken: boolean): Identity {
  if (header === undefined) return { kind: requireToken ? "none" : "administrator" };
  const [scheme = "", credentials = ""] = header.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() !== "bearer") throw denied("invalid token");
  const text = Buffer.from(credentials, "base64").toString("utf8");
  if (text.startsWith(ANONYMOUS)) return { kind: requireToken ? "anonymous" : "administrator" };
  return { kind: "token", token: knownToken(text, world, "invalid token") };
}

/** Who asks the token service: Basic with any user name and the token as the password, or nobody. */
export function identifyBasic(header: string | undefined, world: World, requireToken: boolean): Identity {
  if (header === undefined) return { kind: requireToken ? "anonymous" : "administrator" };
  const [scheme = "", credentials = ""] = header.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() !== "basic") throw denied("denied");
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  return { kind: "token", token: knownToken(pair.slice(pair.indexOf(":") + 1), world, "denied") };
}

/**
 * Only classic personal access tokens and GITHUB_TOKEN work
 * (docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry).
 */
function knownToken(text: string, world: World, refusal: string): SeedToken {
  const token = world.token(text);
  if (!token || !world.account(token.login)) throw denied(refusal);
  if (token.kind !== "classic" && token.kind !== "github-actions") throw denied(refusal);
  return token;
}

/**
 * The package, if this identity may pull it. Throws. A package that is not there looks like a private one to those
 * without a token.
 */
export function requirePull(identity: Identity, repository: RepositoryName, world: World): PackageRecord {
  const record = world.package(repository.owner, "container", repository.name);
  if (identity.kind === "anonymous" && record?.visibility !== "public") {
    throw denied("requested access to the resource is denied");
  }
  if (identity.kind === "token") refuseForeign(identity.token, "read:packages", repository, world, record);
  if (!record) throw new RegistryError(404, "NAME_UNKNOWN", "repository name not known to registry");
  return record;
}

/** Throws unless this identity may push to the repository, which need not exist. */
export function requirePush(identity: Identity, repository: RepositoryName, world: World): void {
  if (identity.kind === "anonymous") throw denied("requested access to the resource is denied");
  if (!world.account(repository.owner)) throw denied("permission_denied: create_package");
  const record = world.package(repository.owner, "container", repository.name);
  if (identity.kind === "token") refuseForeign(identity.token, "write:packages", repository, world, record);
}

/** The words for a missing scope are ghcr.io's; the others follow their pattern. */
function refuseForeign(
  token: SeedToken,
  scope: "read:packages" | "write:packages",
  repository: RepositoryName,
  world: World,
  record: PackageRecord | undefined,
): void {
  const needed = scope === "read:packages" ? [scope, "write:packages"] : [scope];
  if (token.kind === "classic" && !needed.some((one) => token.scopes.includes(one))) {
    throw denied("permission_denied: The token provided does not match expected scopes.");
  }
  const owner = world.account(repository.owner);
  const account = world.account(token.login);
  if (token.sso === "pending" && owner?.type === "Organization") throw denied("denied");
  if (token.kind === "classic" && owner?.forbidsClassicTokens) throw denied("denied");
  if (record && account && !mayRead({ token, account }, record)) throw denied("permission_denied: read_package");
}

/** The challenge of ghcr.io (docs of the token protocol: distribution.github.io/distribution/spec/auth/token). */
export function challenge(origin: string, service: string, scope: string): RegistryError {
  return new RegistryError(401, "UNAUTHORIZED", "authentication required", {
    "www-authenticate": `Bearer realm="${origin}/token",service="${service}",scope="${scope}"`,
  });
}
