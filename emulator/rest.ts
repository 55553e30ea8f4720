import type { IncomingMessage } from "node:http";
import { ApiError, notFound } from "./api-error";
import { authorize } from "./authorization";
import type { Behaviors } from "./behaviors";
import { type Caller, identifyCaller } from "./caller";
import { getAuthenticatedUser, getMeta, getOrganization, getUser } from "./handlers/accounts";
import { parsePackageType } from "./handlers/context";
import type { HttpAnswer } from "./http-answer";
import { operationHandlers } from "./operation-handlers";
import type { PackageAction } from "./operations";
import type { Profile } from "./profile";
import type { RateLimits } from "./rate-limits";
import type { ReadLag } from "./read-lag";
import type { Route, RouteMatch } from "./routes";
import type { SeedAccount } from "./seed";
import type { Origins } from "./serialize/account";
import type { World } from "./world";

export interface RestService {
  readonly world: World;
  readonly lag: ReadLag;
  readonly profile: Profile;
  readonly behaviors: Behaviors;
  readonly limits: RateLimits;
  readonly requireToken: boolean;
}

/** A request to the REST API, parsed as far as it has to be for faults and the log. */
export interface RestRequest {
  readonly message: IncomingMessage;
  readonly match: RouteMatch | undefined;
  readonly query: URLSearchParams;
  readonly origins: Origins;
}

/** The caller, or the error that says why there is none. */
export function identify(service: RestService, message: IncomingMessage): Caller | ApiError {
  try {
    return identifyCaller(message.headers.authorization, service.world, service.requireToken);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Answers a request that no limit refused. Errors are GitHub's, in GitHub's form. */
export function answerRest(service: RestService, request: RestRequest, caller: Caller | ApiError): HttpAnswer {
  try {
    refuseApiVersion(service, request.message);
    if (!request.match) throw notFound();
    return answerRoute(service, request, request.match, caller);
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error, service.profile, request.match?.route);
    throw error;
  }
}

/** docs.github.com/rest/about-the-rest-api/api-versions; the words are the emulator's. */
function refuseApiVersion({ profile, behaviors }: RestService, message: IncomingMessage): void {
  const version = message.headers["x-github-api-version"];
  if (typeof version !== "string") return;
  const documentationUrl = "https://docs.github.com/rest/about-the-rest-api/api-versions";
  if (behaviors.retiredApiVersions.includes(version)) {
    throw new ApiError(410, `The API version "${version}" is no longer supported.`, { documentationUrl });
  }
  if (!profile.apiVersions.includes(version)) {
    throw new ApiError(400, `The API version "${version}" is not supported.`, { documentationUrl });
  }
}

function answerRoute(
  service: RestService,
  request: RestRequest,
  { route, parameters }: RouteMatch,
  caller: Caller | ApiError,
): HttpAnswer {
  const { world, profile, limits } = service;
  const { origins } = request;
  if (route.action === "get-meta") return getMeta(profile);
  if (caller instanceof ApiError) throw caller;
  switch (route.action) {
    case "get-user":
      return getUser(world.account(parameters.username ?? ""), origins);
    case "get-org":
      return getOrganization(world.account(parameters.org ?? ""), origins);
    case "get-authenticated-user":
      return getAuthenticatedUser(caller, origins);
    case "get-rate-limit":
      return getRateLimit(limits, caller);
    default:
      return answerPackages(service, request, parameters, route.action, caller);
  }
}

/** docs.github.com/rest/rate-limit/rate-limit; a GHES where limits are off says so with 404. */
function getRateLimit(limits: RateLimits, caller: Caller): HttpAnswer {
  if (!limits.hasHeaders) throw new ApiError(404, "Rate limiting is not enabled.");
  const core = limits.core(caller);
  return { status: 200, body: { resources: { core, search: core, graphql: core }, rate: core } };
}

function answerPackages(
  service: RestService,
  { query, origins }: RestRequest,
  parameters: RouteMatch["parameters"],
  action: PackageAction,
  caller: Caller,
): HttpAnswer {
  const { behaviors, profile } = service;
  const { owner, family } = findOwner(service.world, parameters, caller);
  const packageType =
    action === "list-conflicts"
      ? undefined
      : parsePackageType(action === "list-packages" ? query.get("package_type") : parameters.package_type, behaviors);
  authorize({ caller, action, owner, packageType, family }, profile, behaviors);
  return operationHandlers[action].handle({ ...service, origins, caller, owner, packageType, parameters, query });
}

/** /users/{username} works for organizations, /orgs/{org} doesn't for users (dataaxiom, jetstack/version-checker#179). */
function findOwner(
  world: World,
  parameters: Readonly<Record<string, string>>,
  caller: Caller,
): { owner: SeedAccount; family: "organization" | "user" | "authenticated-user" } {
  const { org, username, organization_id, user_id } = parameters;
  if (org !== undefined || organization_id !== undefined) {
    const owner = org === undefined ? world.accountById(Number(organization_id)) : world.account(org);
    if (owner?.type !== "Organization") throw notFound();
    return { owner, family: "organization" };
  }
  if (username === undefined && user_id === undefined) return { owner: caller.account, family: "authenticated-user" };
  const owner = username === undefined ? world.accountById(Number(user_id)) : world.account(username);
  if (!owner) throw notFound();
  return { owner, family: "user" };
}

function errorAnswer(error: ApiError, profile: Profile, route: Route | undefined): HttpAnswer {
  const documentation_url = error.options.documentationUrl ?? `${profile.docs}/${route?.docs ?? ""}`.replace(/\/$/, "");
  return {
    status: error.status,
    body: { message: error.message, documentation_url, status: String(error.status) },
    ...(error.options.headers && { headers: error.options.headers }),
  };
}
