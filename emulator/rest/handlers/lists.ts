import type { PackageRecord } from "../../world/package-record";
import type { VersionPages } from "../../world/version-list";
import { ApiError, packageNotFound } from "../api-error";
import { mayRead } from "../authorization";
import type { HttpAnswer } from "../http-answer";
import { formatLinks, maxListedPackages, readPage } from "../pagination";
import { serializePackage, serializeVersion } from "../serialize/package";
import { isRestorable, type PackageRequest, packageKey, shownPackage } from "./context";

/** Documented, but for the order (newest first) and the missing Link header, which are observed. */
export function listPackages(request: PackageRequest): HttpAnswer {
  const { lag, owner, behaviors, query, caller } = request;
  const page = readPage(query, behaviors);
  if (page.page * page.perPage > maxListedPackages) {
    throw new ApiError(400, "The value of `per_page` multiplied by `page` cannot be greater than 10000.");
  }
  const visibility = readEnumeration(request, "visibility", ["public", "private", "internal"]);
  const [, packageType] = packageKey(request);
  const visible = lag
    .listPackages(owner.login, packageType)
    .filter(
      (record) => mayRead(caller, record) && (visibility === null || isOfVisibility(request, record, visibility)),
    );
  const offset = (page.page - 1) * page.perPage;
  const link = behaviors.packageListLink
    ? formatLinks(`${ownerUrl(request)}/packages`, query, page, visible.length)
    : undefined;
  return {
    status: 200,
    body: visible.slice(offset, offset + page.perPage).map((record) => serializePackage(record, owner, request)),
    ...(link && { headers: { link } }),
  };
}

/** docs.github.com/rest/packages/packages, of `visibility`: in repository-scoped registries "internal is synonymous with private". */
function isOfVisibility({ profile }: PackageRequest, record: PackageRecord, visibility: string): boolean {
  const isPublic = visibility === "public";
  if (profile.repositoryScoped.has(record.facts.packageType)) return isPublic === (record.visibility === "public");
  return record.visibility === visibility;
}

function readEnumeration(
  { query, behaviors }: PackageRequest,
  name: string,
  allowed: readonly string[],
): string | null {
  const text = query.get(name);
  if (text === null || allowed.includes(text)) return text;
  throw new ApiError(
    behaviors.invalidParameter,
    `Invalid request.\n\n"${text}" is not a member of ${JSON.stringify(allowed)}.`,
  );
}

export function listVersions(given: PackageRequest): HttpAnswer {
  const isUnpaged = given.family === "user" && given.behaviors.userVersionQuery === "ignored";
  const request = isUnpaged ? { ...given, query: new URLSearchParams() } : given;
  const { lag, owner, behaviors, query } = request;
  const [, packageType, name] = packageKey(request);
  const record = shownPackage(request);
  const page = readPage(query, behaviors);
  const isDeleted = readEnumeration(request, "state", ["active", "deleted"]) === "deleted";
  const versions = isDeleted ? listDeleted(request) : lag.listVersions(record);
  const url = `${ownerUrl(request)}/packages/${packageType}/${encodeURIComponent(name)}/versions`;
  const link = isUnpaged ? undefined : formatLinks(url, query, page, versions.length);
  return {
    status: 200,
    body: versions
      .page((page.page - 1) * page.perPage, page.perPage)
      .map((version) => serializeVersion(version, record, owner, request)),
    ...(link && { headers: { link } }),
  };
}

function listDeleted(request: PackageRequest): VersionPages {
  const record = request.world.package(...packageKey(request));
  if (!record) throw packageNotFound();
  if (request.behaviors.expiredVersions === "listed") return record.deleted;
  const restorable = record.deleted
    .newestFirst()
    .filter(({ deletedAt }) => deletedAt !== undefined && isRestorable(deletedAt, request.world));
  return { length: restorable.length, page: (offset, count) => restorable.slice(offset, offset + count) };
}

/** The form that Link headers use: snok/container-retention-policy#33 for organizations. */
function ownerUrl({ origins, owner, behaviors }: PackageRequest): string {
  if (owner.type === "Organization") return `${origins.api}/organizations/${owner.id}`;
  return `${origins.api}/${behaviors.userLinks === "by id" ? `user/${owner.id}` : `users/${owner.login}`}`;
}

/** Documented to list packages that could not be moved to the Container registry; nobody has published a body that isn't empty. */
export function listConflicts(request: PackageRequest): HttpAnswer {
  const { world, owner, caller } = request;
  const conflicting = world
    .packages(owner.login, "docker")
    .filter((record) => record.facts.dockerMigrationConflict === true && mayRead(caller, record));
  return { status: 200, body: conflicting.map((record) => serializePackage(record, owner, request)) };
}
