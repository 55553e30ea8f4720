import type { Behaviors } from "../../behaviors";
import type { Profile } from "../../profile";
import { type PackageType, packageTypes, type SeedAccount } from "../../seed";
import type { PackageRecord } from "../../world/package-record";
import type { ReadLag } from "../../world/read-lag";
import type { World } from "../../world/world";
import { ApiError, notFound, packageNotFound } from "../api-error";
import { mayRead, type RouteFamily } from "../authorization";
import type { Caller } from "../caller";
import type { HttpAnswer } from "../http-answer";
import type { Origins } from "../serialize/account";

/** A request whose route, caller, owner and rights are known. */
export interface PackageRequest {
  readonly world: World;
  readonly lag: ReadLag;
  readonly profile: Profile;
  readonly behaviors: Behaviors;
  readonly origins: Origins;
  readonly caller: Caller;
  readonly owner: SeedAccount;
  readonly family: RouteFamily;
  /** From the path or, for package lists, from the query; undefined for the conflict lists. */
  readonly packageType: PackageType | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export type PackageHandler = (request: PackageRequest) => HttpAnswer;

/** docs.github.com/rest/packages/packages: restorable "within 30 days after its deletion". */
const restoreWindow = 30 * 24 * 60 * 60 * 1000;

export function isRestorable(deletedAt: string, world: World): boolean {
  return world.now() - Date.parse(deletedAt) <= restoreWindow;
}

export function parsePackageType(text: string | null | undefined, behaviors: Behaviors): PackageType {
  const found = packageTypes.find((type) => type === text);
  if (found) return found;
  if (behaviors.invalidParameter === 404) throw notFound();
  const reason =
    text === null || text === undefined
      ? `"package_type" wasn't supplied.`
      : `"${text}" is not a member of ${JSON.stringify(packageTypes)}.`;
  throw new ApiError(behaviors.invalidParameter, `Invalid request.\n\n${reason}`);
}

/** The name in the path, as packages are stored under it. */
function packageName({ parameters, packageType, owner, behaviors }: PackageRequest): string {
  const name = parameters.package_name ?? "";
  const scope = `@${owner.login.toLowerCase()}/`;
  if (packageType !== "npm" || behaviors.scopedNpmName === "not found") return name;
  return name.toLowerCase().startsWith(scope) ? name.slice(scope.length) : name;
}

/** "owner, type, name" of the package in the path, for the world's methods. */
export function packageKey(request: PackageRequest): [string, PackageType, string] {
  const { owner, packageType, behaviors } = request;
  const name = packageName(request);
  const type = packageType ?? parsePackageType(undefined, behaviors);
  return [owner.login, isMigratedImage(request, type, name) ? "container" : type, name];
}

function isMigratedImage({ owner, behaviors, world }: PackageRequest, type: PackageType, name: string): boolean {
  if (type !== "docker" || behaviors.dockerTypeOfContainers === "not found") return false;
  return !world.package(owner.login, "docker", name) && world.package(owner.login, "container", name) !== undefined;
}

/** The package in the path, when this route shows it to the caller. Throws as GitHub does. */
export function shownPackage(request: PackageRequest): PackageRecord {
  const { lag, caller, family, behaviors } = request;
  const record = lag.getPackage(...packageKey(request));
  const isHidden = family === "user" && behaviors.userPrivatePackages === "hidden" && record?.visibility !== "public";
  if (!record || isHidden || !mayRead(caller, record)) throw packageNotFound();
  return record;
}

/** A version id, or undefined for what can't be one. */
export function versionId(parameters: Readonly<Record<string, string>>): number | undefined {
  const text = parameters.package_version_id ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export function isPublicWithManyDownloads(record: PackageRecord, downloads: number): boolean {
  return record.visibility === "public" && downloads > downloadLimit;
}

/** docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package: "more than 5,000 downloads". */
const downloadLimit = 5000;
