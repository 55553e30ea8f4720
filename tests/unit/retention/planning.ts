import {
  type PackageInput,
  type PolicyInputs,
  parsePolicy,
  planRetention,
  type RetentionPlan,
} from "../../../provider/retention";
import type { NaivePolicy, NaiveWorld } from "../../support/naive-world";

/** Parses a policy that the test means to be right. */
export function policyOf(raw: object): PolicyInputs {
  const parsed = parsePolicy({ packages: ["api"], maxDeletions: 1_000_000, maxRestorations: 1_000_000, ...raw });
  if (parsed.outcome !== "parsed") throw new Error(`not a policy: ${JSON.stringify(parsed)}`);
  return parsed.inputs;
}

/** A world of the naive planner, as the planner takes it. */
export function packageOf(world: NaiveWorld): PackageInput {
  return {
    name: "api",
    versions: world.versions,
    deletedVersions: world.deletedVersions ?? [],
    manifests: world.manifests ?? new Map(),
    declared: [...(world.declaredIds ?? [])].map((value) => ({ kind: "versionId", value })),
    inUse: new Map([...(world.usedIds ?? [])].map((id) => [id, `deploy.yaml:${id}`])),
    blocked: world.blockedIds ?? new Set(),
    orphanedParts: world.unfinished ?? new Map(),
  };
}

export function planWorld(
  policy: NaivePolicy,
  world: NaiveWorld,
  evaluatedAt: number,
  previous?: NaivePolicy,
): RetentionPlan {
  return planRetention({
    policy: policyOf(policy),
    ...(previous === undefined ? {} : { effectivePolicy: policyOf(previous) }),
    evaluatedAt,
    packages: [packageOf(world)],
  });
}

/** The world after a plan was applied at an instant. */
export function applied(plan: RetentionPlan, world: NaiveWorld, at: number): NaiveWorld {
  const deleted = new Set(plan.deletions.map((entry) => entry.versionId));
  const restored = new Set(plan.restorations.map((entry) => entry.versionId));
  const deletedAt = new Date(at).toISOString();
  const { versions, deletedVersions = [] } = world;
  return {
    ...world,
    versions: [
      ...versions.filter((version) => !deleted.has(version.id)),
      ...deletedVersions
        .filter((version) => restored.has(version.id))
        .map(({ deletedAt: _deletedAt, ...version }) => version),
    ],
    deletedVersions: [
      ...deletedVersions.filter((version) => !restored.has(version.id)),
      ...versions.filter((version) => deleted.has(version.id)).map((version) => ({ ...version, deletedAt })),
    ],
  };
}

export function deletedIds(plan: RetentionPlan): number[] {
  return plan.deletions.map((entry) => entry.versionId).sort((a, b) => a - b);
}

export function restoredIds(plan: RetentionPlan): number[] {
  return plan.restorations.map((entry) => entry.versionId).sort((a, b) => a - b);
}
