import type { PackageRecord } from "../../world/package-record";
import { ApiError, packageNotFound } from "../api-error";
import { mayRead, requireAdmin } from "../authorization";
import type { HttpAnswer } from "../http-answer";
import { serializePackage } from "../serialize/package";
import { isPublicWithManyDownloads, isRestorable, type PackageRequest, packageKey, shownPackage } from "./context";

export function getPackage(request: PackageRequest): HttpAnswer {
  return { status: 200, body: serializePackage(shownPackage(request), request.owner, request) };
}

/** The active package in the path, when the caller may administer it. Throws as GitHub does. */
function administeredPackage(request: PackageRequest): PackageRecord {
  const record = request.world.package(...packageKey(request));
  if (!record || !mayRead(request.caller, record)) throw packageNotFound();
  requireAdmin(request.caller, record, request.behaviors);
  return record;
}

export function deletePackage(request: PackageRequest): HttpAnswer {
  const record = administeredPackage(request);
  if (request.behaviors.packageDownloadLimit && hasManyDownloads(record)) {
    // Words from sigstore/cosign#3984.
    throw new ApiError(
      400,
      "Publicly visible packages with a version with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.",
    );
  }
  request.world.deletePackage(...packageKey(request));
  return { status: 204 };
}

function hasManyDownloads(record: PackageRecord): boolean {
  for (const { downloads } of record.active) if (isPublicWithManyDownloads(record, downloads)) return true;
  return false;
}

/** The documented conditions; what GitHub answers when one isn't met is not documented. */
export function restorePackage(request: PackageRequest): HttpAnswer {
  const { world, caller, behaviors } = request;
  const key = packageKey(request);
  const active = world.package(...key);
  const record = world.deletedPackages(...key)[0] ?? active;
  if (!record || !mayRead(caller, record)) throw packageNotFound();
  requireAdmin(caller, record, behaviors);
  const { deletedAt } = record;
  if (deletedAt === undefined || !isRestorable(deletedAt, world))
    throw refusedRestore(behaviors.notRestorable, packageNotFound(), notRestorable);
  if (active) throw refusedRestore(behaviors.restoreNameTaken, packageNotFound(), nameTaken);
  world.restorePackage(...key);
  if (behaviors.packageRestoreRevives === "all versions") reviveVersions(request, record, deletedAt);
  return { status: 204 };
}

function reviveVersions(request: PackageRequest, record: PackageRecord, deletedAt: string): void {
  for (const version of record.deleted.newestFirst()) {
    const isFree = !record.versionByName(version.name);
    if (isFree && version.deletedAt !== undefined && version.deletedAt <= deletedAt) {
      request.world.restoreVersion(...packageKey(request), version.id);
    }
  }
}

/** No answer has been published; the words are the emulator's. */
export const notRestorable = "It is not deleted, or was deleted more than 30 days ago.";
export const nameTaken = "The name is in use by another package or version.";

export function refusedRestore(status: 400 | 404 | 409 | 422, absent: ApiError, words: string): ApiError {
  return status === 404 ? absent : new ApiError(status, words);
}
