import type { Snapshot, SnapshotPackage } from "../../explorer/snapshot";
import { isProviderError, type ProviderError } from "../../provider/errors";
import type { GitHubPackagesApi } from "../../provider/github";
import type { Owner } from "../../provider/model/owner";
import { PACKAGE_TYPES, type PackageType } from "../../provider/model/package";
import type { PackageRef } from "../../provider/model/reference";
import type { Clock, Logger } from "../../provider/ports";
import { progressOf } from "../../provider/progress";
import type { ManifestReader } from "../../provider/registry/manifests";
import {
  concernsTheRun,
  missingTags,
  problemOf,
  withoutMissingTags,
} from "../../provider/resources/retention-policy/plan";
import type { RetentionVersion } from "../../provider/retention";
import { Collector } from "../collect";
import { type Coverage, covers, namesOf } from "./coverage";
import type { Program } from "./program";
import { type SaidOfPackage, saidOfPackage, withAwaitedUses } from "./said-of-package";
import { ContentNumbers, snapshotManifests } from "./snapshot-manifests";

/** What is to be in a snapshot. */
export interface Wanted {
  readonly owner: Owner;
  readonly coverages: readonly Coverage[];
  readonly program: Program;
}

/** Where it is read. */
export interface Sources {
  readonly host: string;
  /** The names of its container registry in references. */
  readonly imageHosts: readonly string[];
  readonly api: GitHubPackagesApi;
  readonly manifests: ManifestReader;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Reads packages with all that the planner could ask about them, whatever the rules will be. What can't be read is told in the snapshot. */
export async function takeSnapshot(wanted: Wanted, sources: Sources): Promise<Snapshot> {
  const { owner, program } = wanted;
  const takenAt = (await sources.api.serverTime()).now;
  const { refs, failures } = await findPackages(wanted, sources);
  const { clock, logger } = sources;
  const progress = progressOf(clock, logger, "read", `packages of ${owner.login}`);
  const contents = new ContentNumbers();
  let read = 0;
  const packages = await Promise.all(
    refs.map(async (ref) => {
      const one = await readPackage(ref, program, sources, contents, takenAt);
      read += 1;
      progress(read, refs.length);
      return one;
    }),
  );
  return {
    takenAt,
    server: sources.host,
    owner: owner.login,
    packages,
    policies: program.policies.map(({ memory: _, ...policy }) => policy),
    missing: failures.map(({ message }) => message),
  };
}

async function findPackages(
  { owner, coverages }: Wanted,
  { api, logger, clock }: Sources,
): Promise<{ refs: PackageRef[]; failures: readonly ProviderError[] }> {
  const ofType = new Map<PackageType, readonly Coverage[]>();
  for (const coverage of coverages) {
    ofType.set(coverage.packageType, [...(ofType.get(coverage.packageType) ?? []), coverage]);
  }
  const types = PACKAGE_TYPES.filter((type) => ofType.has(type));
  const named = new Map(types.map((type) => [type, namesOf(ofType.get(type) ?? [])] as const));
  // A name is looked for among all packages where it could be of any type: most types don't have it.
  const isListed = (type: PackageType) => types.length > 1 || named.get(type) === undefined;
  const collector = new Collector(api, logger, clock);
  const listed = await collector.packagesOf(owner, types.filter(isListed));
  const found = listed.map(({ facts: { packageType, name } }): PackageRef => ({ owner, packageType, name }));
  const refs = types.flatMap((packageType) =>
    isListed(packageType)
      ? found.filter((ref) => ref.packageType === packageType && coverages.some((one) => covers(one, ref))).sort(byName)
      : (named.get(packageType) ?? []).map((name): PackageRef => ({ owner, packageType, name })),
  );
  return { refs, failures: collector.failures };
}

function byName(one: PackageRef, other: PackageRef): number {
  return one.name < other.name ? -1 : 1;
}

/** A package of which too little is known has what is known of it, and what the problem is. */
async function readPackage(
  ref: PackageRef,
  program: Program,
  sources: Sources,
  contents: ContentNumbers,
  takenAt: number,
): Promise<SnapshotPackage> {
  const { packageType, name } = ref;
  let known: SnapshotPackage = { packageType, name, versions: [] };
  try {
    const versions = await sources.api.listVersions(ref, { onPage: progressIn(ref, sources, "listed", "versions") });
    const untold = missingTags(versions, packageType);
    const htmlUrl = versions[0]?.packageHtmlUrl;
    const said = saidOfPackage(ref, program, versions, sources.imageHosts);
    known = {
      ...known,
      ...said.input,
      versions: versions.map(versionOf),
      ...(htmlUrl !== undefined && { htmlUrl }),
      ...(untold !== undefined && { problem: untold }),
    };
    const deletedVersions = await readDeleted(ref, said, sources);
    if (deletedVersions) known = { ...known, deletedVersions, ...withAwaitedUses(said, deletedVersions, takenAt) };
    if (packageType !== "container") return known;
    const digests = (some: SnapshotPackage["versions"] = []) => [...new Set(some.map((version) => version.name))];
    const progress = progressIn(ref, sources, "read", "manifests");
    const { manifests: reader } = sources;
    const active = await reader.read(ref.owner.login, name, digests(versions), progress);
    const deleted = await reader.readServed(ref.owner.login, name, digests(deletedVersions), progress);
    return { ...known, manifests: snapshotManifests([...active.values(), ...deleted.values()], contents) };
  } catch (error) {
    if (!isProviderError(error) || concernsTheRun(error)) throw error;
    const { problem, problemStops } = problemOf(ref, error);
    return { ...(problem !== undefined && { problem }), ...(problemStops && { problemStops }), ...known };
  }
}

function progressIn(ref: PackageRef, { clock, logger }: Sources, verb: string, what: string) {
  return progressOf(clock, logger, verb, `${what} of ${ref.owner.login}/${ref.name}`);
}

/** Nothing comes back but what an earlier policy has deleted, or what is in use: otherwise nobody needs to know what is gone. */
async function readDeleted(
  ref: PackageRef,
  { effective, missing }: SaidOfPackage,
  { api }: Sources,
): Promise<SnapshotPackage["deletedVersions"]> {
  if (effective.length + missing.length === 0) return undefined;
  const listed = await api.listVersions(ref, { state: "deleted" });
  return withoutMissingTags(listed.map(versionOf), ref.packageType, effective);
}

/** Without what only the API's own answers need. */
function versionOf({ id, name, tags, createdAt, updatedAt, deletedAt }: RetentionVersion): RetentionVersion {
  return { id, name, createdAt, updatedAt, ...(tags && { tags }), ...(deletedAt !== undefined && { deletedAt }) };
}
