import * as z from "zod";
import { PACKAGE_TYPES, type PackageType } from "../../model/package";
import { parseDuration } from "./duration";

/** The inputs of a RetentionPolicy as users write them: shapes and single values. What is wrong together is in policy-mistakes.ts. */

const text = (what: string) =>
  z.string({ error: `${what} is text` }).refine((value) => value.trim() !== "", `${what} must not be empty`);

const flag = (what: string) => z.boolean({ error: `${what} is true or false` });

const list = (what: string) =>
  z
    .array(text("each entry"), { error: `${what} is a list of text` })
    .min(1, `${what} must not be empty: an empty list matches nothing. Leave it out, or name something`);

const count = (what: string, least: number) =>
  z
    .number({ error: `${what} is a number` })
    .int(`${what} is a whole number`)
    .min(least, `${what} is at least ${least}`);

/** Milliseconds. */
const duration = z
  .string({ error: 'a duration is text such as "14d", "36h" or "P14D"' })
  .transform((value, context) => {
    const parsed = parseDuration(value);
    if ("milliseconds" in parsed) return parsed.milliseconds;
    context.addIssue({ code: "custom", message: parsed.reason });
    return z.NEVER;
  });

/** A day, or an instant with its time zone. An instant without one would mean something else on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the epoch. */
const instant = z.string({ error: 'an instant is text such as "2026-09-01T00:00:00Z"' }).transform((value, context) => {
  const time = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time) && isRealDay(value)) return time;
  const message = `"${value}" is not an instant; write "2026-09-01T00:00:00Z" with its time zone, or "2026-09-01" for its first moment in UTC`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** JavaScript takes February 30 for March 2. */
function isRealDay(value: string): boolean {
  const day = value.slice(0, "2026-09-01".length);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

const GROUP_BY = 'groupBy is "semverMajor", "semverMinor", { tagPrefixes: ["main-"] } or { tagPrefixUpToLast: "-" }';

const groupBy = z
  .union(
    [
      z.enum(["semverMajor", "semverMinor"]),
      z.strictObject({ tagPrefixes: z.array(z.string().min(1)).min(1) }),
      z.strictObject({ tagPrefixUpToLast: z.string().min(1) }),
    ],
    { error: GROUP_BY },
  )
  .optional();

const matchShape = z.strictObject(
  {
    tagState: z.enum(["tagged", "untagged", "any"], { error: 'tagState is "tagged", "untagged" or "any"' }).optional(),
    tags: list("tags").optional(),
    tagRegex: text("tagRegex").optional(),
    semver: text("semver").optional(),
    prerelease: flag("prerelease").optional(),
    versionNames: list("versionNames").optional(),
    versionNameRegex: text("versionNameRegex").optional(),
    olderThan: duration.optional(),
    newerThan: duration.optional(),
    timestamp: z.enum(["createdAt", "updatedAt"], { error: 'timestamp is "createdAt" or "updatedAt"' }).optional(),
  },
  { error: "match is an object of conditions" },
);

const mostRecentShape = z.strictObject(
  { count: count("count", 1), groupBy },
  { error: "mostRecent is { count, groupBy? }" },
);

const ruleShape = z.strictObject(
  {
    action: z.enum(["keep", "delete"], { error: 'action is "keep" or "delete"' }),
    match: matchShape.optional(),
    mostRecent: mostRecentShape.optional(),
  },
  { error: 'a rule is { action: "keep" | "delete", match?, mostRecent? }' },
);

/** As people write references, and as `getReferences` answers. */
const used = z
  .union(
    [
      text("a reference").transform((reference) => ({ reference })),
      z.looseObject({
        reference: text("reference"),
        foundAt: text("foundAt").optional(),
        packageType: z.enum(PACKAGE_TYPES).optional(),
      }),
    ],
    { error: 'an entry of inUse is text such as "ghcr.io/acme/api:v1.4.2", or { reference, foundAt?, packageType? }' },
  )
  .transform(({ reference, ...rest }) => {
    const { foundAt, packageType } = rest as { foundAt?: string; packageType?: PackageType };
    return { reference, ...(foundAt !== undefined && { foundAt }), ...(packageType && { packageType }) };
  });

export const policyShape = z.strictObject({
  owner: text("owner").optional(),
  ownerType: z
    .enum(["organization", "user"], {
      error: 'ownerType is "organization" or "user"; leave it out to have it found out',
    })
    .optional(),
  packageType: z.enum(PACKAGE_TYPES, { error: `packageType is one of ${PACKAGE_TYPES.join(", ")}` }),
  packages: list("packages"),
  excludePackages: z.array(text("each entry"), { error: "excludePackages is a list of text" }).default([]),
  keep: z.array(text("each entry"), { error: "keep is a list of ids" }).optional(),
  inUse: z.array(used, { error: "inUse is a list of references" }).optional(),
  restoreInUse: flag("restoreInUse").default(false),
  onUnreadable: z
    .enum(["stop", "skipPackage"], { error: 'onUnreadable is "stop" (the default) or "skipPackage"' })
    .default("stop"),
  rules: z.record(z.string(), ruleShape, { error: "rules is a map from names to rules" }),
  onAllMatched: z
    .enum(["keepNewest", "error", "deletePackage"], {
      error: 'onAllMatched is "keepNewest" (the default), "error" or "deletePackage"',
    })
    .default("keepNewest"),
  /** https://docs.github.com/actions/reference/limits: a job on a GitHub-hosted runner takes at most 6 hours. */
  minAge: duration.default(6 * 60 * 60 * 1000),
  deleteOrphanReferrers: flag("deleteOrphanReferrers").default(false),
  maxDeletions: count("maxDeletions", 0).default(500),
  maxDeletePercent: z
    .number({ error: "maxDeletePercent is a number" })
    .min(0, "maxDeletePercent is from 0 to 100")
    .max(100, "maxDeletePercent is from 0 to 100")
    .optional(),
  minRemaining: count("minRemaining", 0).default(0),
  restore: flag("restore").default(true),
  maxRestorations: count("maxRestorations", 0).default(500),
  previewOnly: flag("previewOnly").default(false),
  asOf: instant.optional(),
  maxDuration: duration.optional(),
  auditLog: text("auditLog").optional(),
});

export type PolicyShape = z.output<typeof policyShape>;
export type RuleShape = PolicyShape["rules"][string];

/** The names of the inputs, for messages. */
const POLICY_INPUTS: readonly string[] = Object.keys(policyShape.shape);

/** The properties that an object at this path may have; undefined where nobody knows. */
export function knownProperties(path: readonly PropertyKey[]): readonly string[] | undefined {
  if (path.length === 0) return POLICY_INPUTS;
  if (path[0] !== "rules") return undefined;
  if (path.length === 2) return Object.keys(ruleShape.shape);
  if (path[2] === "match") return Object.keys(matchShape.shape);
  return path[2] === "mostRecent" ? Object.keys(mostRecentShape.shape) : undefined;
}
