import type { SnapshotPackage } from "../../explorer/snapshot";
import { isStillRestorable, lastDeleted } from "../../provider/model/deletion";
import { isImageType, type VersionFacts } from "../../provider/model/package";
import { formatPackageId, type PackageRef } from "../../provider/model/reference";
import { InUse, type MissingUse } from "../../provider/references";
import type { EntriesByPackage } from "../../provider/resources/retention-policy/memory";
import { awaitedAlone, notActive } from "../../provider/resources/retention-policy/plan";
import {
  type AwaitedVersion,
  ofPackage,
  type PolicyInputs,
  parsePolicy,
  type RetentionVersion,
} from "../../provider/retention";
import { coverageOf, covers } from "./coverage";
import type { Program } from "./program";

/** What a program, and what is remembered of it, say of one package. */
export interface SaidOfPackage {
  /** What the planner is told: by the same rules as in a preview. */
  readonly input: Partial<SnapshotPackage>;
  /** The policies by which the last updates deleted. */
  readonly effective: readonly PolicyInputs[];
  /** What is in use and not there. */
  readonly missing: readonly MissingUse[];
  readonly isImage: boolean;
}

export function saidOfPackage(
  ref: PackageRef,
  { policies, declarations }: Program,
  versions: readonly VersionFacts[],
  hosts: readonly string[],
): SaidOfPackage {
  const { packageType, owner, name } = ref;
  const id = formatPackageId(owner.login, packageType, name);
  const isImage = isImageType(packageType);
  const covering = policies.filter((policy) => {
    const coverage = coverageOf(policy);
    return coverage !== undefined && covers(coverage, ref);
  });
  const references = covering.flatMap(({ inputs }) => parsed(inputs).flatMap(({ inUse = [] }) => inUse));
  const { inUse, missing } = new InUse(packageType, references).of({ hosts, login: owner.login, name }, versions);
  const declared = declarations.versionSelectors(id);
  const awaited = awaitedAlone(notActive(declarations.declaredVersions(id), versions));
  const byId = (entries: (policy: (typeof covering)[number]) => EntriesByPackage) =>
    new Map(
      covering
        .flatMap((policy) => Object.entries(ofPackage(entries(policy), name) ?? {}))
        .map(([versionId, text]) => [Number(versionId), text]),
    );
  const blocked = new Set(byId(({ memory }) => memory.refused).keys());
  const orphanedParts = byId(({ memory }) => memory.orphanedParts);
  const deletedByUnappliedRules = byId(({ memory }) => memory.deletedByUnappliedRules);
  const input = {
    ...(declared.length > 0 && { declared }),
    ...(awaited.length > 0 && { awaited: isImage ? awaited.map(withoutParts) : awaited }),
    ...(inUse.size > 0 && { inUse }),
    ...(declarations.declaresPackage(id) && { declaredPackage: true }),
    ...(blocked.size > 0 && { blocked }),
    ...(orphanedParts.size > 0 && { orphanedParts }),
    ...(deletedByUnappliedRules.size > 0 && { deletedByUnappliedRules }),
  };
  return {
    input,
    missing,
    isImage,
    effective: covering.flatMap(({ effective }) => (effective ? parsed(effective) : [])),
  };
}

/** With what is in use and can come back: what it needs is not to go meanwhile. */
export function withAwaitedUses(
  { input, missing, isImage }: SaidOfPackage,
  deleted: readonly RetentionVersion[],
  now: number,
): Pick<SnapshotPackage, "awaited"> {
  const uses = missing.flatMap(({ among, reference }): AwaitedVersion[] => {
    const version = lastDeleted(among(deleted));
    const canComeBack = version !== undefined && isStillRestorable(version, now) === true;
    return canComeBack ? [{ what: reference, isInUse: true, digests: [] }] : [];
  });
  const awaited = [...(input.awaited ?? []), ...(isImage ? uses.map(withoutParts) : uses)];
  return awaited.length > 0 ? { awaited } : {};
}

/** What an image consists of that is gone is not looked up: any version may be a part of it then. */
function withoutParts({ digests: _, ...awaited }: AwaitedVersion): AwaitedVersion {
  return awaited;
}

/** Nothing of what can't be read. */
function parsed(inputs: Readonly<Record<string, unknown>>): PolicyInputs[] {
  const policy = parsePolicy(inputs, { wasInEffect: true });
  return policy.outcome === "parsed" ? [policy.inputs] : [];
}
