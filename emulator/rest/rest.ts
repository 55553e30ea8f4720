import type { IncomingMessage } from "node:http";
import type { Behaviors } from "../behaviors";
import type { RateLimits } from "../limits/rate-limits";
import type { Profile } from "../profile";
import type { SeedAccount } from "../seed";
import type { ReadLag } from "../world/read-lag";
import type { World } from "../world/world";
import { ApiError, notFound } from "./api-error";
import { authorize, type RouteFamily, requireUser } from "./authorization";
import { type Caller, identifyCaller, MissingToken } from "./caller";
import { getAuthenticatedUser, getMeta, getOrganization, getUser } from "./handlers/accounts";
import { parsePackageType } from "./handlers/context";
import type { HttpAnswer } from "./http-answer";
import { operationHandlers } from "./operation-handlers";
import type { PackageAction } from "./operations";
import type { OtherAction, Route, RouteMatch } from "./routes";
import type { Origins } from "./serialize/account";

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
export function answerRest(service: RestService, request: RestRequest, identity: Caller | ApiError): HttpAnswer {
  try {
    refuseAnonymousProgram(service, request.message);
    refuseApiVersion(service, request.message);
    if (!request.match) throw misplaced(service.profile, request.message.url ?? "/") ?? notFound();
    return answerRoute(service, request, request.match, identity);
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error, service.profile, request.match?.route);
    throw error;
  }
}

/** GitHub says no more than "Not Found" of what is beside its API; whoever has a base URL for another kind of host is told. */
function misplaced({ basePath, enterpriseVersion }: Profile, path: string): ApiError | undefined {
  const isBelow = /^\/api\/v3(\/|$)/.test(path);
  if (isBelow === (basePath !== "")) return undefined;
  const words =
    enterpriseVersion === undefined
      ? "This emulates github.com, whose REST API is at the root: leave /api/v3 out of the base URL."
      : "This emulates a GitHub Enterprise Server, whose REST API is below /api/v3: the base URL ends with it.";
  return new ApiError(404, `Not Found. ${words}`);
}

/** docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent: such requests are rejected. */
function refuseAnonymousProgram({ profile }: RestService, { headers }: IncomingMessage): void {
  if (profile.enterpriseVersion !== undefined || headers["user-agent"]) return;
  throw new ApiError(
    403,
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    { documentation: "using-the-rest-api/getting-started-with-the-rest-api#user-agent" },
  );
}

/** docs.github.com/rest/about-the-rest-api/api-versions; the words are the emulator's. */
function refuseApiVersion({ profile, behaviors }: RestService, message: IncomingMessage): void {
  const version = message.headers["x-github-api-version"];
  if (typeof version !== "string") return;
  const documentation = "about-the-rest-api/api-versions";
  if (behaviors.retiredApiVersions.includes(version)) {
    throw new ApiError(410, `The API version "${version}" is no longer supported.`, { documentation });
  }
  if (!profile.apiVersions.includes(version)) {
    throw new ApiError(400, `The API version "${version}" is not supported.`, { documentation });
  }
}

function answerRoute(
  service: RestService,
  request: RestRequest,
  { route, parameters }: RouteMatch,
  identity: Caller | ApiError,
): HttpAnswer {
  const { action } = route;
  if (isOpen(action)) return answerOpen(service, request, action, parameters, identity);
  if (identity instanceof ApiError) throw identity;
  if (action === "get-authenticated-user") {
    requireUser(identity);
    return getAuthenticatedUser(identity, request.origins);
  }
  return answerPackages(service, request, parameters, action, identity);
}

type OpenAction = Exclude<OtherAction, "get-authenticated-user">;

function isOpen(action: Route["action"]): action is OpenAction {
  return action === "get-user" || action === "get-org" || action === "get-rate-limit" || action === "get-meta";
}

/** Public facts, and one's quota, which need no token; a bad one is refused all the same. */
function answerOpen(
  { world, profile, limits }: RestService,
  { origins }: RestRequest,
  action: OpenAction,
  parameters: RouteMatch["parameters"],
  identity: Caller | ApiError,
): HttpAnswer {
  if (identity instanceof ApiError && !(identity instanceof MissingToken)) throw identity;
  switch (action) {
    case "get-user":
      return getUser(world.account(parameters.username ?? ""), origins);
    case "get-org":
      return getOrganization(world.account(parameters.org ?? ""), origins);
    case "get-rate-limit":
      return getRateLimit(limits, identity instanceof ApiError ? undefined : identity);
    case "get-meta":
      return getMeta(profile);
  }
}

/** docs.github.com/rest/rate-limit/rate-limit; a GHES where limits are off says so with 404. */
function getRateLimit(limits: RateLimits, caller: Caller | undefined): HttpAnswer {
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
  const { owner, family } = findOwner(service, parameters, caller);
  const packageType =
    action === "list-conflicts"
      ? undefined
      : parsePackageType(action === "list-packages" ? query.get("package_type") : parameters.package_type, behaviors);
  authorize({ caller, action, owner, packageType, family }, profile, behaviors);
  return operationHandlers[action].handle({
    ...service,
    origins,
    caller,
    owner,
    family,
    packageType,
    parameters,
    query,
  });
}

/** /users/{username} works for organizations, /orgs/{org} doesn't for users (dataaxiom, jetstack/version-checker#179). */
function findOwner(
  { world, behaviors }: RestService,
  parameters: Readonly<Record<string, string>>,
  caller: Caller,
): { owner: SeedAccount; family: RouteFamily } {
  const { org, username, organization_id, user_id } = parameters;
  if (org !== undefined || organization_id !== undefined) {
    const owner = org === undefined ? world.accountById(Number(organization_id)) : world.account(org);
    if (owner?.type !== "Organization") throw notFound();
    return { owner, family: "organization" };
  }
  if (username === undefined && user_id === undefined) return { owner: caller.account, family: "authenticated-user" };
  const owner = username === undefined ? world.accountById(Number(user_id)) : world.account(username);
  if (!owner || (owner.type === "Organization" && behaviors.organizationAsUser === "not found")) throw notFound();
  return { owner, family: "user" };
}

function errorAnswer(error: ApiError, profile: Profile, route: Route | undefined): HttpAnswer {
  const documentation_url = `${profile.docs}/${error.options.documentation ?? route?.docs ?? ""}`.replace(/\/$/, "");
  return {
    status: error.status,
    body: { message: error.message, documentation_url, status: String(error.status) },
    ...(error.options.headers && { headers: error.options.headers }),
  };
}
