import { RE2JS } from "re2js";
import semver from "semver";
import { compileGlobs, type Match, type Rule } from "../policy";
import { compileGrouping, type Grouping } from "./groups";
import type { SemverReader } from "./semver-reader";

/** `partly`: a delete rule that some of the tags match and others don't. */
export const NO_MATCH = 0;
export const MATCH = 1;
export const PARTLY = 2;
export type MatchResult = typeof NO_MATCH | typeof MATCH | typeof PARTLY;

/** What a rule sees of a version, ages aside. */
export interface Candidate {
  readonly name: string;
  /** Has an ordinary tag. */
  readonly tagged: boolean;
  /** The ordinary tags; in types without tags, the name. */
  readonly labels: readonly string[];
}

type Test = (text: string) => boolean;

/** A rule, made ready to be asked many times. */
export interface CompiledRule {
  readonly name: string;
  readonly action: "keep" | "delete";
  readonly byUpdate: boolean;
  readonly olderThan: number | undefined;
  readonly newerThan: number | undefined;
  /** Undefined for rules that keep or delete all that they match. */
  readonly mostRecent: { readonly count: number; readonly groupsOf: Grouping } | undefined;
  /** Rules of one key match the same. Names, ages and counts are not in it. */
  readonly matchKey: string;
  match(candidate: Candidate): MatchResult;
  /** Whether the rule's conditions on tags hold for this one. */
  holdsFor(label: string): boolean;
}

export function compileRule(rule: Rule, readSemver: SemverReader): CompiledRule {
  const { match, mostRecent } = rule;
  const label = labelTest(match, readSemver);
  const name = all(nameTests(match));
  const about: Grouping = (labels) => (label === undefined ? labels : labels.filter(label));
  return {
    name: rule.name,
    action: rule.action,
    byUpdate: match.timestamp === "updatedAt",
    olderThan: match.olderThan,
    newerThan: match.newerThan,
    mostRecent: mostRecent && {
      count: mostRecent.count,
      groupsOf: ofMatching(compileGrouping(mostRecent.groupBy, readSemver), about),
    },
    matchKey: matchKey(rule),
    match: (candidate) => {
      if (match.tagState !== undefined && candidate.tagged !== (match.tagState === "tagged")) return NO_MATCH;
      if (name !== undefined && !name(candidate.name)) return NO_MATCH;
      return label === undefined ? MATCH : matchLabels(rule.action, candidate.labels, label);
    },
    holdsFor: label ?? (() => true),
  };
}

function matchKey({ action, match: { olderThan, newerThan, timestamp, ...conditions } }: Rule): string {
  return JSON.stringify([action, Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function ofMatching(groupsOf: Grouping, matching: Grouping): Grouping {
  return (labels) => groupsOf(matching(labels));
}

/** Deleting needs every label, keeping needs one. */
function matchLabels(action: Rule["action"], labels: readonly string[], test: Test): MatchResult {
  let holding = 0;
  for (const label of labels) if (test(label)) holding++;
  if (holding === 0) return NO_MATCH;
  if (action === "keep" || holding === labels.length) return MATCH;
  return PARTLY;
}

/** What must hold for one and the same label. */
function labelTest(match: Match, readSemver: SemverReader): Test | undefined {
  const tests: Test[] = [];
  if (match.tags !== undefined) tests.push(compileGlobs(match.tags));
  if (match.tagRegex !== undefined) tests.push(wholeRegex(match.tagRegex));
  if (match.semver !== undefined || match.prerelease !== undefined) tests.push(semverTest(match, readSemver));
  return all(tests);
}

function nameTests(match: Match): Test[] {
  const tests: Test[] = [];
  if (match.versionNames !== undefined) tests.push(compileGlobs(match.versionNames));
  if (match.versionNameRegex !== undefined) tests.push(wholeRegex(match.versionNameRegex));
  return tests;
}

/** A rule that asks for prereleases finds nothing else in its range. Any other rule finds no prerelease in it. */
function semverTest(match: Match, readSemver: SemverReader): Test {
  const prerelease = match.prerelease ?? false;
  const range =
    match.semver === undefined ? undefined : new semver.Range(match.semver, { includePrerelease: prerelease });
  return (label) => {
    const version = readSemver(label);
    if (version === undefined || version.prerelease.length > 0 !== prerelease) return false;
    return range?.test(version) ?? true;
  };
}

/** RE2 takes linear time, whatever the expression and the text (https://github.com/google/re2/wiki/Syntax). */
function wholeRegex(expression: string): Test {
  const compiled = RE2JS.compile(expression);
  return (text) => compiled.matches(text);
}

function all(tests: readonly Test[]): Test | undefined {
  const [first, second] = tests;
  if (second === undefined) return first;
  return (text) => tests.every((test) => test(text));
}
