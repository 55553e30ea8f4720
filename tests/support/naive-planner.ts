/**
 * Retention as docs/retention.md ("Exactly, step by step") tells it, word for word and as slowly as that reads. It shares nothing
 * with provider/retention, not even the parsing of durations, so that the two can disagree.
 */
import { Evaluation } from "./naive-judgement";
import { milliseconds } from "./naive-matching";
import type { NaivePolicy, NaiveVersion, NaiveWorld } from "./naive-world";

export interface NaivePlan {
  /** Version id → the rule that it carries. */
  readonly deleted: Map<number, string>;
  readonly restored: Set<number>;
  readonly deletesPackage: boolean;
  /** What `onAllMatched: "error"` objects to. */
  readonly allMatched: boolean;
}

const RESTORABLE_FOR = milliseconds("30d");

function restorable(world: NaiveWorld, at: number): NaiveVersion[] {
  const deleted = world.deletedVersions ?? [];
  return deleted.filter((version) => {
    const time = Date.parse(version.deletedAt as string);
    const later = deleted.some((other) => {
      const otherTime = Date.parse(other.deletedAt as string);
      return other.name === version.name && (otherTime > time || (otherTime === time && other.id > version.id));
    });
    return time > at - RESTORABLE_FOR && !later && !world.versions.some((active) => active.name === version.name);
  });
}

function withChildren(world: NaiveWorld, wanted: Iterable<NaiveVersion>, from: NaiveVersion[]): Set<NaiveVersion> {
  const all = new Set(wanted);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const version of from) {
      const needed = [...all].some((index) =>
        world.manifests?.get(index.name)?.children.some((child) => child.digest === version.name),
      );
      if (needed) all.add(version);
    }
  }
  return all;
}

export function naivePlan(
  policy: NaivePolicy,
  previous: NaivePolicy | undefined,
  world: NaiveWorld,
  at: number,
): NaivePlan {
  const now = () => at;
  let wanted: NaiveVersion[] = [];
  const candidates = restorable(world, at);
  if (previous !== undefined) {
    const together = [...world.versions, ...candidates];
    const then = (v: NaiveVersion) => (v.deletedAt === undefined ? at : Math.min(at, Date.parse(v.deletedAt)));
    const before = new Evaluation(previous, world, together, then);
    const after = new Evaluation(policy, world, together, then);
    const today = new Evaluation(policy, world, together, now);
    wanted = candidates.filter((v) => !before.keeps(v) && after.keeps(v) && today.keeps(v));
  }
  for (;;) {
    const restored = withChildren(world, wanted, candidates);
    const plan = new Evaluation(policy, world, [...world.versions, ...restored], now);
    const lost = wanted.filter((version) => !plan.keeps(version));
    if (lost.length > 0) {
      wanted = wanted.filter((version) => plan.keeps(version));
      continue;
    }
    const deleted = plan.deleted();
    for (const version of restored) deleted.delete(version.id);
    const isUnclear = [...restored].some((version) => !world.manifests?.has(version.name));
    return {
      deleted: isUnclear ? new Map() : deleted,
      restored: new Set([...restored].map((version) => version.id)),
      deletesPackage: !isUnclear && plan.deletesPackage,
      allMatched: !isUnclear && plan.allMatched,
    };
  }
}
