import { buildReport } from "../../cli/report/build-report";
import type { Report } from "../../cli/report/model";
import { parsePreview } from "../../cli/report/preview";
import { policyKey } from "../../provider/resources/retention-policy/plan/plan-details";
import { bindPlan, type PackageInput, parsePolicy, planRetention } from "../../provider/retention";
import { said, step, stream } from "../cli/report/events";

const NOW = Date.parse("2026-11-21T09:00:00Z");
const DAY_MS = 24 * 60 * 60 * 1000;

const IMAGES = {
  owner: "acme",
  packageType: "container",
  rules: {
    "old pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
    nightly: { action: "delete", match: { tags: ["nightly-*"], olderThan: "30d" } },
    untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
    "superseded releases": { action: "delete", match: { tags: ["v*"], olderThan: "400d" } },
    releases: { action: "keep", match: { tags: ["v*"] }, mostRecent: { count: 8 } },
    "newest of every kind": { action: "keep", mostRecent: { count: 3 } },
  },
};

const LIBRARIES = {
  owner: "acme",
  packageType: "npm",
  rules: {
    prereleases: { action: "delete", match: { prerelease: true, olderThan: "60d" } },
    "newest prerelease": { action: "keep", match: { prerelease: true }, mostRecent: { count: 1 } },
  },
};

export interface SampleOptions {
  readonly host?: string;
  /** The page of a package by its name, as the API has it. */
  readonly page?: (type: string, name: string) => string;
}

/** What the real planner makes of so many packages, as a preview tells it: images by one policy and, of several, a fourth of them by another. */
export function sampleReport(packages: number, options: SampleOptions = {}): Report {
  const libraries = Math.floor(packages / 4);
  const images = Array.from({ length: packages - libraries }, (_, index) => imagePackage(index));
  return buildReport(
    parsePreview(
      stream([
        ...policyEvents("images", IMAGES, images, options),
        ...(libraries === 0
          ? []
          : policyEvents(
              "libraries",
              LIBRARIES,
              Array.from({ length: libraries }, (_, index) => libraryPackage(index)),
              options,
            )),
      ]),
    ),
    NOW,
  );
}

function policyEvents(
  name: string,
  raw: typeof IMAGES | typeof LIBRARIES,
  packages: PackageInput[],
  options: SampleOptions,
) {
  const {
    host = "github.com",
    page = (type, one) => `https://${host}/orgs/acme/packages/${type}/package/${encodeURIComponent(one)}`,
  } = options;
  const inputs = { ...raw, packages: ["**"], maxDeletions: 1_000_000 };
  const parsed = parsePolicy(inputs);
  if (parsed.outcome !== "parsed") throw new Error(`not a policy: ${JSON.stringify(parsed)}`);
  const plan = planRetention({ policy: parsed.inputs, evaluatedAt: NOW, packages, tellsDispositions: true });
  const details = {
    schema: 1,
    key: policyKey(inputs),
    owner: raw.owner,
    packageType: raw.packageType,
    host,
    evaluatedAt: new Date(NOW).toISOString(),
    packages: plan.summaries.map((summary, index) => ({
      ...summary,
      days: plan.dispositions?.[index]?.days ?? [],
      spared: plan.dispositions?.[index]?.spared ?? [],
      page: page(raw.packageType, summary.package),
      ...(raw.packageType === "container" && summary.deleted > 0 && sizesOf(summary)),
    })),
    unmatched: [],
    violations: plan.violations,
    failures: plan.failures,
    estimate: { requests: plan.deletions.length, seconds: plan.deletions.length, fitsThisHour: true, missing: 0 },
  };
  return [
    said("debug", `retention plan details: ${JSON.stringify(details)}`),
    step("create", "RetentionPolicy", name, {
      inputs: { ...inputs, __run: 1, __pending: true, runs: { 1: bindPlan(plan) } },
    }),
  ];
}

/** Each image has a layer of its own, and one that all have. */
function sizesOf({ total, deleted }: { readonly total: number; readonly deleted: number }) {
  const freed = { bytes: deleted * 48_300_000, unknown: 0, isAtMost: false };
  return { freed, size: { bytes: total * 48_300_000 + 214_000_000, unknown: 0 } };
}

const SERVICES = ["api", "web", "worker", "billing", "search", "gateway", "mailer", "reports", "identity", "assets"];

function nameOf(index: number): string {
  const service = SERVICES[index % SERVICES.length] ?? "";
  const group = Math.floor(index / SERVICES.length);
  if (group === 0) return service;
  return group % 5 === 4 ? `platform/region-${group}/${service}-with-a-rather-long-name` : `team-${group}/${service}`;
}

/** Every sixth is quiet: nothing of it is old. Every second is an index of two images. */
function imagePackage(index: number): PackageInput {
  const isQuiet = index % 6 === 5;
  const versions: PackageInput["versions"][number][] = [];
  const manifests = new Map<string, { children: { digest: string }[] }>();
  const add = (ageDays: number, tags: string[], children: { digest: string }[] = []) => {
    const id = 1_000 * (index + 1) + versions.length;
    const name = `sha256:${id.toString(16).padStart(64, "0")}`;
    const createdAt = new Date(NOW - ageDays * DAY_MS).toISOString();
    versions.push({ id, name, tags, createdAt, updatedAt: createdAt });
    manifests.set(name, { children });
    return { digest: name };
  };
  for (let count = 0; count < (isQuiet ? 3 : 8 + ((index * 7) % 23)); count += 1) {
    const age = isQuiet ? count : (count * count * 3 + index) % 500;
    const kind = ["pr-", "nightly-", "v1.", "pr-"][count % 4] ?? "";
    const parts = count % 2 === 0 ? [] : [add(age, []), add(age, [])];
    add(age, [kind === "v1." ? `v1.${count}.0` : `${kind}${count + 100}`], parts);
  }
  return { name: nameOf(index), versions, manifests };
}

function libraryPackage(index: number): PackageInput {
  const versions = Array.from({ length: 4 + (index % 9) }, (_, count) => {
    const createdAt = new Date(NOW - ((count * 29 + index) % 300) * DAY_MS).toISOString();
    const name = count % 3 === 0 ? `1.${count}.0` : `1.${count}.0-beta.${count}`;
    return { id: 900_000 + 100 * index + count, name, createdAt, updatedAt: createdAt };
  });
  return { name: nameOf(index).replaceAll("/", "-"), versions };
}
