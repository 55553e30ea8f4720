import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { GroupBy, Match, MostRecent, PolicyInputs, Rule } from "./policy";
import { policyMistakes } from "./policy-mistakes";
import { knownProperties, type PolicyShape, policyShape, type RuleShape } from "./policy-shape";
import { propertyPath } from "./property-path";

/** One thing that is wrong with the inputs. */
export interface InputFailure {
  /** `rules["newest"].mostRecent.count` */
  readonly property: string;
  readonly reason: string;
}

export type ParsedPolicy =
  | { readonly outcome: "parsed"; readonly inputs: PolicyInputs }
  | { readonly outcome: "failed"; readonly failures: readonly InputFailure[] }
  /** Nothing is wrong with what is known; what is not known yet is named. */
  | { readonly outcome: "unknown"; readonly properties: readonly string[] };

export interface ParseOptions {
  /** Recognizes a value that the engine does not know before the update. */
  readonly isUnknown?: (value: unknown) => boolean;
  /** The latest instant that is not in the future, in milliseconds since the epoch. An `asOf` after it is refused. */
  readonly now?: number;
  /** Whether the policy has been in effect. What counts as a mistake by now decided then as it did, and what it deleted can come back. */
  readonly wasInEffect?: boolean;
}

/** A typo is at most this many edits from the name that was meant: enough for two slips, too few to suggest an unrelated name. */
const SUGGESTION_DISTANCE = 3;

/**
 * Parses the inputs of a RetentionPolicy, as users write them. The result has all that is wrong at once, and nothing is thrown. Properties whose names
 * begin with `__` are the host's: they are passed over, and so are properties that are `null` or undefined.
 */
export function parsePolicy(raw: Readonly<Record<string, unknown>>, options: ParseOptions = {}): ParsedPolicy {
  const own = Object.fromEntries(Object.entries(raw).filter(([name]) => !name.startsWith("__")));
  const unknown = unknownPaths(own, options.isUnknown ?? (() => false));
  const parsed = policyShape.safeParse(withoutNulls(own), { reportInput: true });
  const mistakes = parsed.success
    ? options.wasInEffect
      ? []
      : policyMistakes(parsed.data, options.now)
    : parsed.error.issues.flatMap(issueMistakes);
  const failures = mistakes
    .filter(({ path }) => !unknown.some((other) => isWithin(path, other)))
    .map(({ path, reason }) => ({ property: propertyPath(path), reason }));
  if (failures.length > 0) return { outcome: "failed", failures };
  if (unknown.length > 0) return { outcome: "unknown", properties: unknown.map(propertyPath) };
  return parsed.success
    ? { outcome: "parsed", inputs: typed(parsed.data) }
    : { outcome: "failed", failures: [{ property: "", reason: "the inputs are not those of a retention policy" }] };
}

type Path = readonly PropertyKey[];

function issueMistakes(issue: z.core.$ZodIssue): { path: Path; reason: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, reason: missingReason(issue) }];
  const known = knownProperties(issue.path) ?? [];
  return issue.keys.map((key) => ({ path: [...issue.path, key], reason: unknownProperty(key, known) }));
}

function missingReason(issue: z.core.$ZodIssue): string {
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  return missing ? `${issue.message}; it must be given` : issue.message;
}

function unknownProperty(key: string, known: readonly string[]): string {
  const nearest = known.length === 0 ? undefined : closest(key, known);
  const meant =
    nearest !== undefined && distance(key, nearest) <= SUGGESTION_DISTANCE ? ` Did you mean "${nearest}"?` : "";
  return `there is no property "${key}" here.${meant} There are ${known.join(", ")}.`;
}

/** One path leads to the other: a failure above an unknown value may be about it. */
function isWithin(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((step, depth) => String(step) === String(other[depth]));
}

function unknownPaths(value: unknown, isUnknown: (value: unknown) => boolean, path: Path = []): Path[] {
  if (isUnknown(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unknownPaths(inner, isUnknown, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Pulumi keeps nulls, and users of other languages write them for "not given". */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutNulls(inner)]));
}

function typed(shape: PolicyShape): PolicyInputs {
  const { rules, ...rest } = shape;
  const names = Object.keys(rules).sort();
  const typedRules = names.map((name) => typedRule(name, rules[name] as RuleShape));
  return { ...given(rest), rules: typedRules };
}

function typedRule(name: string, { action, match = {}, mostRecent }: RuleShape): Rule {
  const { tagState, ...conditions } = match;
  const state = tagState === undefined || tagState === "any" ? {} : { tagState };
  const typedMatch: Match = { timestamp: "createdAt", ...given(conditions), ...state };
  if (mostRecent === undefined) return { name, action, match: typedMatch };
  const grouped = mostRecent.groupBy === undefined ? {} : { groupBy: typedGroupBy(mostRecent.groupBy) };
  const newest: MostRecent = { count: mostRecent.count, ...grouped };
  return { name, action, match: typedMatch, mostRecent: newest };
}

type GroupByShape = NonNullable<NonNullable<RuleShape["mostRecent"]>["groupBy"]>;

function typedGroupBy(groupBy: GroupByShape): GroupBy {
  if (typeof groupBy === "string") return { kind: groupBy };
  if ("tagPrefixes" in groupBy) return { kind: "tagPrefixes", prefixes: groupBy.tagPrefixes };
  return { kind: "tagPrefixUpToLast", separator: groupBy.tagPrefixUpToLast };
}

function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
