import { type HttpMethod, type PackageAction, packageOperations } from "./operations";

/** Requests beside the packages API that its clients send. */
export type OtherAction = "get-user" | "get-org" | "get-authenticated-user" | "get-rate-limit" | "get-meta";

export interface Route {
  readonly action: PackageAction | OtherAction;
  readonly operationId: string;
  readonly method: HttpMethod;
  readonly template: string;
  /** Path below the documentation's root, with the anchor: "packages/packages#get-a-package-for-a-user". */
  readonly docs: string;
}

export interface RouteMatch {
  readonly route: Route;
  /** Decoded parameters by the names in the template. */
  readonly parameters: Readonly<Record<string, string>>;
}

const otherRoutes: readonly Route[] = [
  {
    action: "get-user",
    template: "/users/{username}",
    docs: "users/users#get-a-user",
    operationId: "users/get-by-username",
  },
  { action: "get-org", template: "/orgs/{org}", docs: "orgs/orgs#get-an-organization", operationId: "orgs/get" },
  {
    action: "get-authenticated-user",
    template: "/user",
    docs: "users/users#get-the-authenticated-user",
    operationId: "users/get-authenticated",
  },
  {
    action: "get-rate-limit",
    template: "/rate_limit",
    docs: "rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user",
    operationId: "rate-limit/get",
  },
  { action: "get-meta", template: "/meta", docs: "meta/meta#get-github-meta-information", operationId: "meta/get" },
].map((route) => ({ ...route, action: route.action as OtherAction, method: "GET" }));

const packageRoutes: readonly Route[] = packageOperations.map(({ anchor, ...operation }) => ({
  ...operation,
  docs: `packages/packages#${anchor}`,
}));

/** Link headers lead to these forms with the owner's numeric id (snok/container-retention-policy#33). */
const byIdRoutes: readonly Route[] = packageRoutes.flatMap((route) => {
  const template = route.template
    .replace("/orgs/{org}/", "/organizations/{organization_id}/")
    .replace("/users/{username}/", "/user/{user_id}/");
  return template === route.template ? [] : [{ ...route, template }];
});

/** The documented routes come first: "/user/packages/…" is no account with the id "packages". */
const routes: readonly Route[] = [...packageRoutes, ...otherRoutes, ...byIdRoutes];

const compiled = routes.map((route) => ({ route, segments: route.template.slice(1).split("/") }));

/**
 * Finds the route of a raw path (below the base path, without the query). The path is split first and each segment decoded once, so
 * that `%2F` inside a name stays part of the name; a trailing slash or an extra segment matches nothing.
 */
export function matchRoute(method: string, rawPath: string): RouteMatch | undefined {
  const segments = decodeSegments(rawPath);
  if (!segments) return undefined;
  for (const { route, segments: pattern } of compiled) {
    if (route.method !== method || pattern.length !== segments.length) continue;
    const parameters = matchSegments(pattern, segments);
    if (parameters) return { route, parameters };
  }
  return undefined;
}

function decodeSegments(rawPath: string): string[] | undefined {
  try {
    return rawPath.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined;
      continue;
    }
    const name = part.slice(1, -1);
    if (segment === "" || (/^(organization|user)_id$/.test(name) && !/^\d+$/.test(segment))) return undefined;
    parameters[name] = segment;
  }
  return parameters;
}
