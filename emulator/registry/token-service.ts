import type { World } from "../world/world";
import type { RegistryBehaviors } from "./behaviors";
import { bearerToken, identifyBasic } from "./identity";
import { denied, RegistryError } from "./registry-error";
import { parseRepository } from "./routes";

interface TokenRequest {
  readonly authorization: string | undefined;
  readonly query: URLSearchParams;
  readonly requireToken: boolean;
}

/** GET /token: a token for the scopes that are asked for. Nobody in particular gets one for pulling what is public. */
export function issueToken(request: TokenRequest, world: World, behaviors: RegistryBehaviors): { token: string } {
  const identity = identifyBasic(request.authorization, world, request.requireToken);
  if (identity.kind === "anonymous") {
    const scopes = request.query.getAll("scope").flatMap((scope) => scope.split(" "));
    if (!scopes.every((scope) => isPublicPull(scope, world))) throw anonymousDenied(behaviors);
  }
  return { token: bearerToken(identity, world.now()) };
}

/** `repository:acme/api:pull`; clients ask for push as well where they may need it, and get what they may have. */
function isPublicPull(scope: string, world: World): boolean {
  const match = /^repository:([^:]+):/.exec(scope);
  if (!match) return true;
  const { owner, name } = parseRepository((match[1] ?? "").split("/"));
  return world.package(owner, "container", name)?.visibility === "public";
}

function anonymousDenied(behaviors: RegistryBehaviors): RegistryError {
  if (behaviors.anonymousDenied === 403) return denied("requested access to the resource is denied");
  return new RegistryError(401, "UNAUTHORIZED", "authentication required");
}
