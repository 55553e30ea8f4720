import type { PackageRecord } from "../../world/package-record";
import type { VersionRecord } from "../../world/version-list";
import { ApiError, packageNotFound, versionNotFound } from "../api-error";
import { mayRead, requireAdmin } from "../authorization";
import type { HttpAnswer } from "../http-answer";
import { serializeVersion } from "../serialize/package";
import {
  isPublicWithManyDownloads,
  isRestorable,
  type PackageRequest,
  packageKey,
  shownPackage,
  versionId,
} from "./context";
import { nameTaken, notRestorable, refusedRestore } from "./packages";

export function getVersion(request: PackageRequest): HttpAnswer {
  const record = shownPackage(request);
  const id = versionId(request.parameters);
  const version = id === undefined ? undefined : request.lag.getVersion(record, id);
  if (!version) throw versionNotFound();
  return { status: 200, body: serializeVersion(version, record, request.owner, request) };
}

/** GitHub's order of these checks isn't documented: existence, rights, then the rules. */
export function deleteVersion(request: PackageRequest): HttpAnswer {
  const { world, behaviors } = request;
  const record = visiblePackage(request);
  const version = findVersion(request, record);
  if (!version || version.deletedAt !== undefined) throw versionNotFound();
  requireAdmin(request.caller, record, behaviors);
  if (record.facts.packageType === "container") refuseLastTagged(request, record, version);
  if (record.active.length === 1 && behaviors.lastVersion === "refuse") {
    // SmartsquareGmbH/delete-old-packages#33, actions/delete-package-versions#231.
    throw new ApiError(400, "You cannot delete the last version of a package. You must delete the package instead.");
  }
  if (isPublicWithManyDownloads(record, version.downloads)) throw manyDownloads();
  world.deleteVersion(...packageKey(request), version.id);
  if (record.active.length === 0) world.deletePackage(...packageKey(request));
  return { status: 204 };
}

/** Untagged versions that remain don't count: kairos-io/kairos#4723. */
function refuseLastTagged({ behaviors }: PackageRequest, record: PackageRecord, version: VersionRecord): void {
  if (behaviors.lastTaggedVersion === "delete" || version.tags.length === 0 || record.taggedCount > 1) return;
  if (behaviors.lastTaggedMessage === "downloads") throw manyDownloads();
  throw new ApiError(
    400,
    "You cannot delete the last tagged version of a package. You must delete the package instead.",
  );
}

/** The body in chizkiyahu/delete-untagged-ghcr-action#40. */
function manyDownloads(): ApiError {
  return new ApiError(
    400,
    "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.",
  );
}

/** Documented: within 30 days. */
export function restoreVersion(request: PackageRequest): HttpAnswer {
  const { world, behaviors } = request;
  const record = visiblePackage(request);
  const version = findVersion(request, record);
  if (!version) throw versionNotFound();
  requireAdmin(request.caller, record, behaviors);
  if (version.deletedAt === undefined || !isRestorable(version.deletedAt, world))
    throw refusedRestore(behaviors.notRestorable, versionNotFound(), notRestorable);
  if (record.versionByName(version.name))
    throw refusedRestore(behaviors.restoreNameTaken, versionNotFound(), nameTaken);
  const tags = behaviors.restoredVersionTags === "kept" ? version.tags : [];
  world.restoreVersion(...packageKey(request), version.id, { tags });
  return { status: 204 };
}

function visiblePackage(request: PackageRequest): PackageRecord {
  const record = request.world.package(...packageKey(request));
  if (!record || !mayRead(request.caller, record)) throw packageNotFound();
  return record;
}

function findVersion(request: PackageRequest, record: PackageRecord): VersionRecord | undefined {
  const id = versionId(request.parameters);
  return id === undefined ? undefined : record.version(id);
}
