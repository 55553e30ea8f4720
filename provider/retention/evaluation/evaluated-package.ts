import { deletedTime } from "../../model/deletion";
import { isImageType, type PackageType } from "../../model/package";
import type { AwaitedVersion, PackageInput, RetentionVersion } from "../input";
import type { CompiledPolicy } from "../matching";
import { attribute } from "./attribution";
import { AWAITED, type Evaluation, evaluate, MAY_BE_NEEDED, withoutDeletions } from "./evaluate";
import type { KeepReason } from "./keep-reason";
import type { MakeGraph, PackageGraph } from "./package-graph";
import type { Restorables } from "./restorable";

/** Why a version comes back. */
export interface RestorationReason {
  /** The old rule; absent for what an image that comes back needs. */
  readonly deletedBy?: string;
  readonly keptBy?: KeepReason;
}

/** What is active and what comes back, evaluated together. */
export interface EvaluatedPackage {
  readonly packageGraph: PackageGraph;
  readonly evaluation: Evaluation;
  readonly restored: ReadonlyMap<RetentionVersion, RestorationReason>;
  /** Those of the restored whose manifests are not known. What they need is found out when they are back. */
  readonly unread: ReadonlySet<RetentionVersion>;
  readonly awaited: readonly AwaitedVersion[];
  /** What would come back as well, if it had not been deleted too long ago. */
  readonly expired: readonly RetentionVersion[];
}

export interface Policies {
  readonly now: CompiledPolicy;
  /** The old rules; undefined when they restore nothing. */
  readonly effective: CompiledPolicy | undefined;
  /** The instant that the old rules were fixed to, if they were. They did not see what came later. */
  readonly effectiveAsOf?: number | undefined;
}

/**
 * Finds what comes back, and evaluates the active versions together with it. What comes back was deleted by the old rules and is kept by the new ones,
 * both asked of active and deleted versions together. What the new rules would delete again does not come back. Nothing goes while something comes
 * back of which nobody knows yet what it needs.
 * @param comesBack deleted versions that come back whatever the rules say, because something uses them: where.
 */
export function evaluatePackage(
  input: PackageInput,
  active: readonly RetentionVersion[],
  { candidates, expired: tooOld }: Pick<Restorables, "candidates" | "expired">,
  policies: Policies,
  packageType: PackageType,
  evaluatedAt: number,
  comesBack: ReadonlyMap<number, string>,
  makeGraph: MakeGraph,
): EvaluatedPackage {
  const hasTags = isImageType(packageType);
  const deletedByUnappliedRules = input.deletedByUnappliedRules ?? new Map<number, string>();
  // Graphs are remembered by their input, which therefore stays the same where there is nothing to change in it.
  const unawaited = (input.awaited?.length ?? 0) === 0 ? input : { ...input, awaited: [] };
  const restorableOf = (deleted: readonly RetentionVersion[]) =>
    deleted.length === 0
      ? new Map<RetentionVersion, RestorationReason>()
      : restorableUnder(
          makeGraph(unawaited, [...active, ...deleted], hasTags),
          active.length,
          policies,
          deletedByUnappliedRules,
          evaluatedAt,
        );
  const wanted = restorableOf(candidates);
  const known = comesBack.size === 0 ? input : { ...input, inUse: new Map([...(input.inUse ?? []), ...comesBack]) };
  for (const version of candidates) {
    const by = comesBack.get(version.id);
    if (by !== undefined) wanted.set(version, { ...wanted.get(version), keptBy: { kind: "inUse", by } });
  }
  const couldHaveBeen = tooOld.length === 0 ? new Map() : restorableOf([...candidates, ...tooOld]);
  const expired = tooOld.filter((version) => couldHaveBeen.has(version));
  for (;;) {
    const restored = withChildren(input, wanted, candidates);
    const packageGraph = makeGraph(known, [...active, ...restored.keys()], hasTags);
    const evaluation = evaluate(packageGraph, policies.now, sameInstant(packageGraph, evaluatedAt));
    const lost = packageGraph.versions.filter((version, place) => wanted.has(version) && evaluation.kept[place] === 0);
    if (lost.length === 0) {
      const unread = unreadOf(packageType, input, restored.keys());
      const { awaited = [] } = input;
      const awaitsUnknown = awaited.some(({ digests }) => digests === undefined);
      const because = unread.size > 0 ? MAY_BE_NEEDED : awaitsUnknown ? AWAITED : undefined;
      const told = because ? withoutDeletions(evaluation, because) : evaluation;
      return { packageGraph, evaluation: told, restored, unread, awaited, expired };
    }
    for (const version of lost) wanted.delete(version);
  }
}

/**
 * What the old rules deleted, or rules that never came into effect, and the new rules keep. The new rules must keep it now, and at the moment of its
 * deletion as far as the old rules saw.
 */
function restorableUnder(
  packageGraph: PackageGraph,
  activeCount: number,
  { effective, effectiveAsOf = Number.POSITIVE_INFINITY, now }: Policies,
  deletedByUnappliedRules: ReadonlyMap<number, string>,
  evaluatedAt: number,
): Map<RetentionVersion, RestorationReason> {
  const latest = Math.min(evaluatedAt, effectiveAsOf);
  const atDeletion = Float64Array.from(packageGraph.versions, (version, place) =>
    place < activeCount ? latest : Math.min(latest, deletedTime(version)),
  );
  const old = effective && evaluate(packageGraph, effective, atDeletion);
  const then = evaluate(packageGraph, now, atDeletion);
  const today = evaluate(packageGraph, now, sameInstant(packageGraph, evaluatedAt));
  const rules = old && attribute(packageGraph, old);
  const found = new Map<RetentionVersion, RestorationReason>();
  packageGraph.versions.forEach((version, place) => {
    const byOldRules = old?.kept[place] === 0 ? rules?.get(place)?.rule : undefined;
    const rule = byOldRules ?? deletedByUnappliedRules.get(version.id);
    const keptBy = today.reasons[place];
    if (place < activeCount || rule === undefined || keptBy === undefined) return;
    if (then.kept[place] === 1) found.set(version, { deletedBy: rule, keptBy });
  });
  return found;
}

/** Of types that have manifests, those whose manifest is not known. */
function unreadOf(
  packageType: PackageType,
  { manifests }: PackageInput,
  versions: Iterable<RetentionVersion>,
): Set<RetentionVersion> {
  if (packageType !== "container") return new Set();
  return new Set([...versions].filter(({ name }) => !manifests?.has(name)));
}

function sameInstant(packageGraph: PackageGraph, instant: number): Float64Array {
  return new Float64Array(packageGraph.versions.length).fill(instant);
}

/** An image comes back whole. */
function withChildren(
  input: PackageInput,
  wanted: ReadonlyMap<RetentionVersion, RestorationReason>,
  candidates: readonly RetentionVersion[],
): Map<RetentionVersion, RestorationReason> {
  const all = new Map(wanted);
  if (wanted.size === 0) return all;
  const byName = new Map(candidates.map((version) => [version.name, version]));
  const queue = [...wanted.keys()];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    for (const { digest } of input.manifests?.get(index.name)?.children ?? []) {
      const child = byName.get(digest);
      if (child === undefined || all.has(child)) continue;
      all.set(child, {});
      queue.push(child);
    }
  }
  return all;
}
