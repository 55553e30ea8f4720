import { ProviderError } from "../../errors";
import type { Owner } from "../../model/owner";
import type { PackageType } from "../../model/package";
import {
  canonicalPackageName,
  describePackage,
  describeVersion,
  type PackageRef,
  type VersionRef,
} from "../../model/reference";
import type { RequestKind } from "../rate-limits";
import { OPERATIONS, type OperationName } from "./operations";

export type Parameters = Readonly<Record<string, string | number>>;

/** One request in words and in parameters. */
export interface RequestSpec {
  /** `delete`, for messages. */
  readonly verb: string;
  /** `container package acme/api, version id 12`, for messages. */
  readonly what: string;
  readonly operation?: OperationName;
  /** `DELETE /orgs/{org}/…`, with variables. */
  readonly route: string;
  readonly parameters: Parameters;
  readonly kind: RequestKind;
  readonly owner?: Owner;
  readonly packageType?: PackageType;
}

/** A request about one owner's packages. */
export function ownerRequest(
  operation: OperationName,
  verb: string,
  what: string,
  owner: Owner,
  query: Parameters = {},
): RequestSpec {
  return {
    verb,
    what,
    operation,
    route: OPERATIONS[operation][owner.kind].route,
    parameters: { ...ownerParameters(owner), ...query },
    kind: "read",
    owner,
  };
}

/** A request about one package. */
export function packageRequest(
  operation: OperationName,
  verb: string,
  ref: PackageRef,
  { kind = "read", query = {} }: { readonly kind?: RequestKind; readonly query?: Parameters } = {},
): RequestSpec {
  const name = canonicalPackageName(ref.packageType, ref.name);
  refuseUnroutable(verb, ref, name);
  const spec = ownerRequest(operation, verb, describePackage(ref), ref.owner, query);
  return {
    ...spec,
    kind,
    packageType: ref.packageType,
    parameters: { ...spec.parameters, package_type: ref.packageType, package_name: name },
  };
}

/** A request about one version. */
export function versionRequest(
  operation: OperationName,
  verb: string,
  ref: VersionRef,
  kind: RequestKind = "read",
): RequestSpec {
  if (!Number.isSafeInteger(ref.versionId) || ref.versionId <= 0) {
    throw new ProviderError(`${verb} ${describeVersion(ref)}: a version id is a whole number above 0.`, {
      code: "invalid",
    });
  }
  const spec = packageRequest(operation, verb, ref, { kind });
  const parameters = { ...spec.parameters, package_version_id: ref.versionId };
  return { ...spec, what: describeVersion(ref), parameters };
}

/** `/orgs/acme/packages/npm/thing`: the path with its variables filled in, and never a query string. */
export function requestPath(spec: RequestSpec): string {
  const path = spec.route.slice(spec.route.indexOf(" ") + 1).replace("{?token}", "");
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(spec.parameters[name])));
}

export function requestMethod(spec: RequestSpec): string {
  return spec.route.slice(0, spec.route.indexOf(" "));
}

/** Query parameters that may be shown. The package token of a restoration is not among them. */
const SHOWN = ["package_type", "visibility", "state", "per_page", "page"] as const;

/** Path and query in one spelling, for the log and for the keys of the cache. */
export function requestTarget(spec: RequestSpec): string {
  const path = requestPath(spec);
  const isInPath = (name: string) => spec.route.includes(`{${name}}`);
  const query = SHOWN.filter((name) => spec.parameters[name] !== undefined && !isInPath(name));
  return query.length === 0 ? path : `${path}?${query.map((name) => `${name}=${spec.parameters[name]}`).join("&")}`;
}

function ownerParameters(owner: Owner): Parameters {
  if (owner.kind === "authenticatedUser") return {};
  return owner.kind === "organization" ? { org: owner.login } : { username: owner.login };
}

/** An empty name, `.` or `..` would make a path of another meaning: URLs are normalized even when the dots are encoded. */
function refuseUnroutable(verb: string, ref: PackageRef, name: string): void {
  if (![name, ref.owner.login].some((segment) => segment === "" || segment === "." || segment === "..")) return;
  throw new ProviderError(
    `${verb} ${describePackage(ref)}: an owner's or a package's name can't be empty, "." or "..".`,
    {
      code: "invalid",
    },
  );
}
