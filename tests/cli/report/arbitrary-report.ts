import fc from "fast-check";
import type { DeletionReport, PackageReport, PolicyReport, Report } from "../../../cli/report/model";
import { hostileText } from "../../support/hostile-text";

/** Stands where others' text stands: see `withTexts`. */
const placeholder = fc.nat(49).map((number) => `«${number}»`);
const PLACEHOLDER = /«(\d+)»/;

const PAGE = "https://github.com/orgs/acme/packages/container/package/repo%2Fapi";

const few = <Item>(item: fc.Arbitrary<Item>, maxLength = 4) => fc.array(item, { maxLength });
const number = fc.nat(20_000);
const created = fc
  .integer({ min: Date.parse("2015-01-01"), max: Date.parse("2026-09-01") })
  .map((time) => new Date(time).toISOString().slice(0, 10));
const tallied = fc.dictionary(placeholder, number, { maxKeys: 3 });
const versionId = fc.integer({ min: 1, max: 2 ** 40 });

const deletion: fc.Arbitrary<DeletionReport> = fc.record(
  { versionId, rule: placeholder, created, ageDays: number, what: placeholder, with: placeholder },
  { requiredKeys: ["versionId", "rule", "created", "ageDays", "what"] },
);

const keptBy = fc.oneof(
  placeholder.map((rule) => ({ kind: "rule" as const, rule })),
  placeholder.map((by) => ({ kind: "inUse" as const, by })),
  fc.constantFrom("young", "needed", "unmatched", "declared").map((kind) => ({ kind })),
) as fc.Arbitrary<{ kind: "young" } | { kind: "rule"; rule: string }>;

const mention = { versionId, what: placeholder };

const details = fc.record({
  package: placeholder,
  total: number,
  deleted: number,
  restored: number,
  deletedBy: tallied,
  keptByRule: tallied,
  keptOtherwise: fc.constantFrom({ young: 3 }, { needed: 1, unmatched: 12 }, {}),
  partial: few(fc.record({ versionId, rule: placeholder, matched: few(placeholder), unmatched: few(placeholder) })),
  blocked: few(fc.record({ ...mention, rule: placeholder })),
  rescued: few(fc.record(mention)),
  incomplete: few(fc.record({ ...mention, digest: placeholder })),
  unjudgeable: few(fc.record({ ...mention, reason: placeholder })),
  inUse: few(fc.record({ ...mention, by: placeholder })),
  goneInUse: few(fc.record({ reference: placeholder, by: placeholder })),
  deletesPackage: fc.boolean(),
  days: few(
    fc.record({ day: created, fate: fc.constantFrom("kept" as const, "spared" as const), by: keptBy, count: number }),
  ),
  spared: few(fc.record({ ...mention, rule: placeholder, keptBy })),
});

const freed = fc.record({ bytes: fc.nat(4e12), unknown: fc.nat(3), isAtMost: fc.boolean() });

const packageReport = (most: number): fc.Arbitrary<PackageReport> =>
  fc.record(
    {
      name: placeholder,
      page: fc.constant(PAGE),
      deletesPackage: fc.boolean(),
      deletions: few(deletion, most),
      restorations: few(fc.record({ versionId, created, what: placeholder, because: placeholder })),
      deletedBy: tallied,
      versions: number,
      freed,
      details,
      messages: few(placeholder),
    },
    { requiredKeys: ["name", "deletesPackage", "deletions", "restorations", "deletedBy", "messages"] },
  );

const policyReport = (most: number): fc.Arbitrary<PolicyReport> =>
  fc
    .record({
      name: placeholder,
      owner: placeholder,
      packageType: fc.constantFrom("npm", "container"),
      op: fc.constantFrom("create", "update", "same", "failed"),
      previewOnly: fc.boolean(),
      freed: fc.option(freed),
      packages: few(packageReport(most), 3),
      untouched: fc.nat(3),
      limits: few(placeholder),
      isOverLimits: fc.boolean(),
      quiet: few(
        fc.record({ name: placeholder, versions: number, page: fc.constant(PAGE) }, { requiredKeys: ["name"] }),
      ),
      warnings: few(
        fc.record(
          {
            kind: fc.constantFrom(
              "package" as const,
              "name" as const,
              "releases" as const,
              "half" as const,
              "usual" as const,
            ),
            package: placeholder,
            words: fc.constant("3 releases go"),
            versions: few(placeholder),
          },
          { requiredKeys: ["kind", "words", "versions"] },
        ),
      ),
      unmatched: few(placeholder),
    })
    .map(({ freed: told, ...policy }) => ({
      ...(told && { freed: told }),
      ...policy,
      deletions: policy.packages.reduce((sum, one) => sum + one.deletions.length, 0),
      restorations: policy.packages.reduce((sum, one) => sum + one.restorations.length, 0),
      days: policy.packages.flatMap((one) => one.details?.days ?? []),
    }));

/** A report of any shape. Whatever others write in it is a placeholder. */
export const arbitraryReport = (most = 30): fc.Arbitrary<Report> =>
  fc.record({
    schema: fc.constant(1 as const),
    verdict: fc.constantFrom("nothing" as const, "changes" as const, "over-limits" as const, "failed" as const),
    project: placeholder,
    stack: placeholder,
    at: fc.constant("2026-09-01T00:00:00.000Z"),
    restorableUntil: fc.constant("2026-10-01T00:00:00.000Z"),
    policies: few(policyReport(most), 3),
    resources: few(
      fc.record({
        name: placeholder,
        kind: fc.constantFrom("Package" as const, "PackageVersion" as const),
        action: fc.constantFrom("delete" as const, "adopt" as const, "fail" as const, "unknown" as const),
        what: placeholder,
        remark: placeholder,
      }),
    ),
    drift: few(
      fc.record({
        name: placeholder,
        kind: fc.constant("Package"),
        what: placeholder,
        gone: fc.boolean(),
        whenDeleted: fc.constantFrom("restore", "fail"),
        changes: few(fc.record({ property: placeholder, before: placeholder, after: placeholder })),
      }),
    ),
    skipped: few(fc.record({ what: placeholder, why: placeholder })),
    lackingScopes: few(placeholder),
    endedEarly: fc.boolean(),
    otherChanges: fc.constantFrom({}, { create: 2 }),
    violations: few(
      fc.record({
        pack: placeholder,
        policy: placeholder,
        level: fc.constant("mandatory"),
        resource: placeholder,
        text: placeholder,
      }),
    ),
    errors: few(placeholder),
    messages: few(placeholder),
  });

/** Fifty texts of which no two are the same, so that no two rules become one. */
export const hostileTexts: fc.Arbitrary<string[]> = fc
  .array(hostileText, { minLength: 50, maxLength: 50 })
  .map((texts) => texts.map((text, index) => `${index}${text}`));

export const harmlessTexts: readonly string[] = Array.from({ length: 50 }, (_, index) => `${index}name`);

/** The report with texts in the place of its placeholders. */
export function withTexts(report: Report, texts: readonly string[]): Report {
  const text = (value: string) => value.replace(PLACEHOLDER, (_, index: string) => texts[Number(index)] ?? "");
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), fill(inner)]));
  };
  return fill(report) as Report;
}
