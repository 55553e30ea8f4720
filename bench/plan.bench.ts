/**
 * What planning costs: one package of 100,000 versions with an image graph, and ten rules. Prints CPU time, elapsed time and memory of this
 * process; the naive planner of the tests does 5,000 for comparison when asked (`--naive`): it takes minutes.
 *
 *   npx ts-node -T -O '{"module":"commonjs","moduleResolution":"node10"}' bench/plan.bench.ts [--versions 100000] [--naive]
 */
import { createHash } from "node:crypto";
import {
  type ManifestEdges,
  type PackageInput,
  type PolicyInputs,
  parsePolicy,
  planRetention,
  type RetentionVersion,
} from "../provider/retention";
import { naivePlan } from "../tests/support/naive-planner";
import type { NaivePolicy } from "../tests/support/naive-world";

export const AT = Date.parse("2026-09-01T00:00:00Z");
const HOUR = 3_600_000;

export const TEN_RULES: NaivePolicy = {
  packageType: "container",
  rules: {
    "pull-request builds": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
    "nightly builds": { action: "delete", match: { tags: ["nightly-*"], olderThan: "30d" } },
    branches: { action: "delete", match: { tags: ["main-*", "feature-*"], olderThan: "60d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
    "release candidates": { action: "delete", match: { prerelease: true, olderThan: "90d" } },
    releases: { action: "keep", match: { semver: ">=1.0.0" } },
    latest: { action: "keep", match: { tags: ["latest", "stable", "v?"] } },
    newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 100 } },
    "newest of each minor": {
      action: "keep",
      match: { prerelease: true },
      mostRecent: { count: 3, groupBy: "semverMinor" },
    },
    "newest of each branch": {
      action: "keep",
      match: { tags: ["main-*", "feature-*"] },
      mostRecent: { count: 5, groupBy: { tagPrefixUpToLast: "-" } },
    },
  },
};

/** Six versions an hour: an index, three platforms, an attestation and a signature; each tenth index has lost its tag. */
export function builtPackage(count: number, seed = ""): PackageInput & { manifests: Map<string, ManifestEdges> } {
  const versions: RetentionVersion[] = [];
  const manifests = new Map<string, ManifestEdges>();
  const add = (at: number, tags: string[], edges: ManifestEdges): string => {
    const name = `sha256:${createHash("sha256").update(`${seed}${versions.length}`).digest("hex")}`;
    const createdAt = new Date(at).toISOString();
    versions.push({ id: 1_000_000 + versions.length, name, tags, createdAt, updatedAt: createdAt });
    manifests.set(name, edges);
    return name;
  };
  for (let build = 0; versions.length < count; build++) {
    const at = AT - build * HOUR;
    const children = ["amd64", "arm64", "riscv64", "attestation"].map(() => ({
      digest: add(at, [], { children: [] }),
    }));
    const index = add(at, tagsOf(build), { children });
    add(at, [`${index.replace(":", "-")}.sig`], { children: [] });
  }
  return { name: "bench", versions: versions.slice(0, count), manifests };
}

function tagsOf(build: number): string[] {
  const kinds = [
    [`pr-${build}`],
    [`main-${build.toString(16)}`],
    [`v1.${Math.floor(build / 100)}.${build % 100}`],
    [`nightly-${build}`],
    [`v2.${Math.floor(build / 50)}.0-rc.${build % 50}`],
    [`feature-${build % 7}-${build.toString(16)}`, `pr-${build}`],
    [`1.${build}.0`, `1.${build}`],
    [`main-${build}`],
    [`pr-${build}`, `sha-${build.toString(16)}`],
    [],
  ];
  return kinds[build % kinds.length] ?? [];
}

export interface PlanCost {
  readonly versions: number;
  readonly deletions: number;
  readonly cpuSeconds: number;
  readonly elapsedSeconds: number;
  /** Of the whole process, at its highest. */
  readonly peakMebibytes: number;
}

function measure(versions: number, plan: () => number): PlanCost {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const deletions = plan();
  const { user, system } = process.cpuUsage(cpu);
  return {
    versions,
    deletions,
    cpuSeconds: (user + system) / 1e6,
    elapsedSeconds: Number(process.hrtime.bigint() - start) / 1e9,
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
  };
}

function parsed(raw: object): PolicyInputs {
  const policy = parsePolicy({ packages: ["bench"], maxDeletions: 1_000_000, ...raw });
  if (policy.outcome !== "parsed") throw new Error(`the bench's policy is refused: ${JSON.stringify(policy)}`);
  return policy.inputs;
}

export function planCost(count: number): PlanCost {
  const one = builtPackage(count);
  const policy = parsed(TEN_RULES);
  return measure(count, () => planRetention({ policy, evaluatedAt: AT, packages: [one] }).deletions.length);
}

export function naivePlanCost(count: number): PlanCost {
  const { versions, manifests } = builtPackage(count);
  const named = new Map([...manifests].map(([digest, edges]) => [digest, { digest, children: edges.children }]));
  return measure(count, () => naivePlan(TEN_RULES, undefined, { versions, manifests: named }, AT).deleted.size);
}

if (require.main === module) {
  const at = process.argv.indexOf("--versions");
  console.log(JSON.stringify({ plan: planCost(at < 0 ? 100_000 : Number(process.argv[at + 1])) }));
  if (process.argv.includes("--naive")) console.log(JSON.stringify({ naive: naivePlanCost(5000) }));
}
