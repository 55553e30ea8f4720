import type { Behaviors } from "../../behaviors";
import type { Profile } from "../../profile";
import type { SeedAccount } from "../../seed";
import type { PackageRecord } from "../../world/package-record";
import type { VersionRecord } from "../../world/version-list";
import { type Origins, serializeAccount } from "./account";
import { serializeRepository } from "./repository";

export interface SerializationContext {
  readonly origins: Origins;
  readonly profile: Profile;
  readonly behaviors: Behaviors;
}

/** `repository` is left out, not null, for an unlinked package (bilbospocketses/ws-scrcpy-web#675). */
export function serializePackage(
  record: PackageRecord,
  owner: SeedAccount,
  context: SerializationContext,
): Record<string, unknown> {
  const { facts } = record;
  const { behaviors, origins } = context;
  const hidden = behaviors.internalVisibility === "private" && record.visibility === "internal";
  return {
    id: facts.id,
    name: facts.name,
    package_type: facts.packageType,
    owner: serializeAccount(owner, origins),
    version_count: record.active.length + (behaviors.versionCount === "active" ? 0 : record.deleted.length),
    visibility: hidden ? "private" : record.visibility,
    url: packageUrl(record, owner, origins),
    created_at: facts.createdAt,
    updated_at: record.updatedAt,
    ...(facts.repository && { repository: serializeRepository(facts.repository, owner, origins) }),
    html_url: packagePage(record, owner, context),
  };
}

export function serializeVersion(
  version: VersionRecord,
  record: PackageRecord,
  owner: SeedAccount,
  context: SerializationContext,
): Record<string, unknown> {
  return {
    id: version.id,
    name: version.name,
    url: `${packageUrl(record, owner, context.origins)}/versions/${version.id}`,
    package_html_url: packagePage(record, owner, context),
    ...(version.license !== undefined && { license: version.license }),
    created_at: version.createdAt,
    updated_at: version.updatedAt,
    ...(version.deletedAt !== undefined && { deleted_at: version.deletedAt }),
    ...(version.description !== undefined && { description: version.description }),
    html_url: versionPage(version, record, owner, context),
    metadata: serializeMetadata(version, record, context.behaviors),
  };
}

/** Only images have metadata beyond the type. The description spells the docker list `tag`, and requires `tags`. */
function serializeMetadata(
  version: VersionRecord,
  record: PackageRecord,
  behaviors: Behaviors,
): Record<string, unknown> {
  const package_type = record.facts.packageType;
  const hidden = version.deletedAt !== undefined && behaviors.deletedVersionTags === "empty";
  const tags = hidden ? [] : version.tags;
  if (package_type === "container") return { package_type, container: { tags } };
  if (package_type === "docker") return { package_type, docker: { tag: tags } };
  return { package_type };
}

/** `/user/*` answers carry these URLs too (the description's examples). */
function packageUrl(record: PackageRecord, owner: SeedAccount, { api }: Origins): string {
  const { packageType, name } = record.facts;
  return `${api}/${ownerPath(owner)}/packages/${packageType}/${encodeURIComponent(name)}`;
}

function packagePage(record: PackageRecord, owner: SeedAccount, context: SerializationContext): string {
  const { packageType, name, id, repository } = record.facts;
  const { web } = context.origins;
  if (isRepositoryScoped(record, context) && repository)
    return `${web}/${owner.login}/${repository.name}/packages/${id}`;
  return `${web}/${ownerPath(owner)}/packages/${packageType}/package/${encodeURIComponent(name)}`;
}

function versionPage(
  version: VersionRecord,
  record: PackageRecord,
  owner: SeedAccount,
  context: SerializationContext,
): string {
  if (isRepositoryScoped(record, context) && record.facts.repository) {
    return `${packagePage(record, owner, context)}?version=${encodeURIComponent(version.name)}`;
  }
  const { packageType, name } = record.facts;
  return `${context.origins.web}/${ownerPath(owner)}/packages/${packageType}/${encodeURIComponent(name)}/${version.id}`;
}

function isRepositoryScoped(record: PackageRecord, { profile }: SerializationContext): boolean {
  return profile.repositoryScoped.has(record.facts.packageType);
}

function ownerPath(owner: SeedAccount): string {
  return `${owner.type === "Organization" ? "orgs" : "users"}/${owner.login}`;
}
