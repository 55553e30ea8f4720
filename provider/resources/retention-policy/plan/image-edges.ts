import { formatPackageId, type PackageRef } from "../../../model/reference";
import { progressOf } from "../../../progress";
import type { ManifestFacts } from "../../../registry/manifests";
import type { ManifestEdges, PackageInput } from "../../../retention";
import { NoteKind } from "../../../run/phase-notes";
import type { Session } from "../../../session";

type Edges = readonly [digest: string, edges: ManifestEdges];

const MANIFESTS = new NoteKind<readonly Edges[]>("manifests");

/**
 * Reads which versions of a container package are parts of which. The registry may say 404 for a deleted version. The plan then says that what the
 * version needs is looked up once it is back. Manifests never change, so that the update does not read again what its preview has read.
 * @throws what `ManifestReader.read` throws, when the manifest of an active version can't be had.
 */
export async function readImageEdges(
  session: Session,
  ref: PackageRef,
  { versions, deletedVersions = [] }: PackageInput,
): Promise<ReadonlyMap<string, ManifestEdges>> {
  const packageId = formatPackageId(ref.owner.login, ref.packageType, ref.name);
  const earlier = new Map(MANIFESTS.earlier(session.notes, packageId));
  const unread = (of: PackageInput["versions"]) => digestsOf(of).filter((digest) => !earlier.has(digest));
  const reader = await session.manifests();
  const progress = progressOf(session.clock, session.logger, "read", `manifests of ${ref.owner.login}/${ref.name}`);
  const active = await reader.read(ref.owner.login, ref.name, unread(versions), progress);
  const deleted = await reader.readServed(ref.owner.login, ref.name, unread(deletedVersions), progress);
  const read = [...deleted.values(), ...active.values()].map(edgesOf);
  if (session.isFirstPhase) MANIFESTS.leave(session.notes, packageId, read);
  return new Map([...earlier, ...read]);
}

function edgesOf({ digest, children, subject }: ManifestFacts): Edges {
  return [digest, { children, ...(subject && { subject: subject.digest }) }];
}

function digestsOf(versions: PackageInput["versions"]): string[] {
  return [...new Set(versions.map(({ name }) => name))];
}
