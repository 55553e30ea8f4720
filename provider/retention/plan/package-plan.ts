import {
  type EvaluatedPackage,
  labelOf,
  type PackageGraph,
  type Place,
  REASON_WORDS,
  type RestorationReason,
} from "../evaluation";
import type { RetentionVersion } from "../input";
import { imagesFirst } from "./application-order";
import type { PackageDispositions } from "./dispositions";
import { entryKey, type PlannedDeletion, type PlannedPackageDeletion, type PlannedRestoration } from "./entries";
import { deletionText, restorationText } from "./entry-text";
import type { JudgedPackage } from "./judged-package";
import { type PackageSummary, summarize } from "./summary";

/** What the policy does with one package. */
export interface PackagePlan {
  /** In the order of application: oldest image first, each before its parts. */
  readonly deletions: readonly PlannedDeletion[];
  /** In the order of application: parts before their image. */
  readonly restorations: readonly PlannedRestoration[];
  readonly packageDeletion?: PlannedPackageDeletion;
  readonly summary: PackageSummary;
  readonly dispositions?: PackageDispositions;
}

export function describePlan({
  name,
  total,
  evaluated,
  attributed,
  unjudgeable,
  goneInUse,
}: JudgedPackage): PackagePlan {
  const deletions = plannedDeletions(name, evaluated, attributed);
  const packageDeletion = evaluated.evaluation.deletesPackage ? wholePackage(name, deletions) : undefined;
  return {
    deletions,
    restorations: plannedRestorations(name, evaluated),
    ...(packageDeletion === undefined ? {} : { packageDeletion }),
    summary: summarize(name, total, evaluated, deletions, unjudgeable, goneInUse),
  };
}

/** Plain literals here and below: there can be a hundred thousand, and objects put together by spreading take ten times the memory. */
function plannedDeletions(
  packageName: string,
  { packageGraph, evaluation }: EvaluatedPackage,
  attributed: JudgedPackage["attributed"],
): PlannedDeletion[] {
  return imagesFirst(packageGraph, new Set(attributed.keys())).flatMap((place) => {
    const version = packageGraph.versions[place];
    const attribution = attributed.get(place);
    const role = evaluation.roles[place];
    if (version === undefined || attribution === undefined || role === undefined) return [];
    const image = attribution.with === undefined ? undefined : packageGraph.versions[attribution.with];
    const belongs = image && { how: role === "child" ? ("part of" as const) : ("attached to" as const), to: image };
    return {
      key: entryKey(packageName, version.id),
      package: packageName,
      versionId: version.id,
      name: version.name,
      tags: sortedTags(version),
      createdAt: version.createdAt,
      rule: attribution.rule,
      role,
      with: image?.id,
      neededBy: idsOf(packageGraph, packageGraph.graph.needers[place] ?? []),
      text: deletionText(version, attribution.rule, belongs),
    };
  });
}

function plannedRestorations(
  packageName: string,
  { packageGraph, restored, unread }: EvaluatedPackage,
): PlannedRestoration[] {
  const places = new Set<Place>();
  packageGraph.versions.forEach((version, place) => {
    if (restored.has(version)) places.add(place);
  });
  return imagesFirst(packageGraph, places)
    .reverse()
    .flatMap((place) => {
      const version = packageGraph.versions[place];
      const reason = version && restored.get(version);
      if (version === undefined || reason === undefined) return [];
      const needsLookup = unread.has(version);
      return {
        key: entryKey(packageName, version.id),
        package: packageName,
        versionId: version.id,
        name: version.name,
        tags: sortedTags(version),
        createdAt: version.createdAt,
        deletedBy: reason.deletedBy,
        needsLookup,
        text: restorationText(version, reason.deletedBy, because(reason), needsLookup),
      };
    });
}

function because({ keptBy }: RestorationReason): string {
  if (keptBy === undefined) return "an image that comes back needs it";
  if (keptBy.kind === "rule") return `[${keptBy.rule}] keeps it`;
  return keptBy.kind === "inUse" ? labelOf(keptBy) : REASON_WORDS[keptBy.kind].sentence;
}

const NO_IDS: readonly number[] = [];

function idsOf(packageGraph: PackageGraph, places: readonly Place[]): readonly number[] {
  if (places.length === 0) return NO_IDS;
  return [...new Set(places.flatMap((place) => packageGraph.versions[place]?.id ?? []))].sort((a, b) => a - b);
}

function sortedTags({ tags = [] }: RetentionVersion): readonly string[] {
  return tags.length < 2 ? tags : [...tags].sort();
}

function wholePackage(packageName: string, deletions: readonly PlannedDeletion[]): PlannedPackageDeletion {
  const versionIds = deletions.map((entry) => entry.versionId).sort((a, b) => a - b);
  return { package: packageName, versionIds, text: "the whole package: the rules match every version of it" };
}
