import type { VersionFacts } from "../../../model/package";
import type { PackageRef } from "../../../model/reference";
import { describeSelector } from "../../../model/version-selector";
import type { AwaitedVersion, ManifestEdges } from "../../../retention";
import type { DeclaredVersion } from "../../../run/declaration";
import type { Session } from "../../../session";
import { digestOfDeclared } from "../../hand-over";
import { readImageParts } from "../../images";

/** What is known of the versions that the program declares and that are not active. */
export interface Awaited {
  readonly awaited: readonly AwaitedVersion[];
  readonly edges: ReadonlyMap<string, ManifestEdges>;
}

/** The declared versions that are not active, by their selectors and by what these were found to mean. */
export function notActive(declared: readonly DeclaredVersion[], active: readonly VersionFacts[]): DeclaredVersion[] {
  if (declared.length === 0) return [];
  const known = { ids: new Set<unknown>(), names: new Set<unknown>(), tags: new Set<unknown>() };
  for (const { id, name, tags = [] } of active) {
    known.ids.add(id);
    known.names.add(name);
    for (const tag of tags) known.tags.add(tag);
  }
  return declared.filter(({ handle: { kind, value }, liveIds }) => {
    const active = kind === "versionId" ? known.ids : kind === "tag" ? known.tags : known.names;
    return !active.has(value) && ![...liveIds].some((id) => known.ids.has(id));
  });
}

/** For types whose versions have no parts. */
export function awaitedAlone(gone: readonly DeclaredVersion[]): AwaitedVersion[] {
  return gone.map(({ handle }) => ({ what: describeSelector(handle), digests: [] }));
}

/** Finds out what those images consist of that a program declares and that are gone. GitHub lists them as deleted, and the registry may still serve their manifests. */
export async function readAwaited(
  session: Session,
  ref: PackageRef,
  gone: readonly DeclaredVersion[],
  active: readonly VersionFacts[],
): Promise<Awaited> {
  if (gone.length === 0) return { awaited: [], edges: new Map() };
  const deleted = await session.versions.list(ref, "deleted");
  const activeNames = new Set(active.map(({ name }) => name));
  const edges = new Map<string, ManifestEdges>();
  const awaited: AwaitedVersion[] = [];
  for (const declared of gone) {
    const what = describeSelector(declared.handle);
    const digest = digestOfDeclared(declared, deleted);
    const parts =
      digest === undefined ? undefined : await readImageParts(session, ref, digest, (part) => !activeNames.has(part));
    for (const [part, its] of parts?.edges ?? []) edges.set(part, its);
    awaited.push(parts?.unread.length === 0 ? { what, digests: parts.digests } : { what });
  }
  return { awaited, edges };
}
