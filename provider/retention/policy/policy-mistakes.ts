import { RE2JS } from "re2js";
import semver from "semver";
import { npmScopeMistake } from "../../model/npm-scope";
import { isImageType } from "../../model/package";
import { globMistake, literalPrefix } from "./globs";
import { ORPHAN_REFERRERS } from "./policy";
import type { PolicyShape, RuleShape } from "./policy-shape";

/** Something that can't be meant: where it is, and what to write instead. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

/** Longer names would push the tags out of the 150 characters that the engine shows of a line. */
const LONGEST_RULE_NAME = 60;

/** What each value allows by itself, and what contradicts itself or can never match. */
export function policyMistakes(policy: PolicyShape, now: number | undefined): Mistake[] {
  const globs = (["packages", "excludePackages"] as const).flatMap((name) => [
    ...globMistakes(policy[name], [name]),
    ...scopeMistakes(policy, policy[name], [name]),
  ]);
  const rules = Object.entries(policy.rules).flatMap(([name, rule]) => ruleMistakes(name, rule, policy));
  return [...globs, ...policyContradictions(policy), ...timeMistakes(policy, now), ...rules];
}

function policyContradictions(policy: PolicyShape): Mistake[] {
  const found: Mistake[] = [];
  if (policy.onAllMatched === "deletePackage" && policy.minRemaining > 0) {
    const reason = `onAllMatched: "deletePackage" leaves nothing, and minRemaining wants ${policy.minRemaining}; choose one`;
    found.push({ path: ["onAllMatched"], reason });
  }
  if (policy.deleteOrphanReferrers && !isImageType(policy.packageType)) {
    const reason = `${policy.packageType} packages have no signatures that are versions; this is for container packages`;
    found.push({ path: ["deleteOrphanReferrers"], reason });
  }
  return found;
}

function timeMistakes({ asOf, maxDuration }: PolicyShape, now: number | undefined): Mistake[] {
  const found: Mistake[] = [];
  if (asOf !== undefined && now !== undefined && asOf > now) {
    found.push({ path: ["asOf"], reason: "asOf is in the future, which would make versions older than they are" });
  }
  if (maxDuration === 0)
    found.push({
      path: ["maxDuration"],
      reason: "an apply of no duration does nothing; leave maxDuration out for no limit",
    });
  return found;
}

function ruleMistakes(name: string, rule: RuleShape, policy: PolicyShape): Mistake[] {
  const path = ["rules", name];
  return [
    ...nameMistakes(name, path),
    ...actionMistakes(rule, path),
    ...valueMistakes(rule, path),
    ...neverMatching(rule, path, policy),
  ];
}

function nameMistakes(name: string, path: readonly PropertyKey[]): Mistake[] {
  if (name.trim() === "" || name.length > LONGEST_RULE_NAME) {
    return [
      { path, reason: `a rule's name has 1 to ${LONGEST_RULE_NAME} characters: it appears in every line of the plan` },
    ];
  }
  if (name.startsWith("__"))
    return [{ path, reason: 'a rule\'s name must not begin with "__": Pulumi hides such properties' }];
  if (/[[\]\p{Cc}]/u.test(name)) return [{ path, reason: "a rule's name has no brackets and no control characters" }];
  return name === ORPHAN_REFERRERS
    ? [{ path, reason: `${ORPHAN_REFERRERS} is the name of an input; call the rule something else` }]
    : [];
}

function actionMistakes({ action, match = {}, mostRecent }: RuleShape, path: readonly PropertyKey[]): Mistake[] {
  const { timestamp, ...conditions } = match;
  const given = Object.values(conditions).filter((value) => value !== undefined).length;
  const found: Mistake[] = [];
  if (action === "delete" && mostRecent !== undefined) {
    const reason =
      'mostRecent is for keep rules. To delete all but the newest N, write { action: "keep", mostRecent: { count: N } } beside a delete rule for the rest';
    found.push({ path: [...path, "mostRecent"], reason });
  }
  if (action === "delete" && given === 0) {
    const reason =
      'a delete rule needs a condition, so that an undefined variable never deletes everything; for everything that no keep rule saves, write match: { tagState: "any" }';
    found.push({ path: [...path, "match"], reason });
  }
  if (action === "keep" && given === 0 && mostRecent === undefined) {
    found.push({
      path,
      reason: "a keep rule without conditions and without mostRecent keeps every version; name what it is for",
    });
  }
  const usesTime = match.olderThan !== undefined || match.newerThan !== undefined || mostRecent !== undefined;
  if (timestamp !== undefined && !usesTime) {
    found.push({
      path: [...path, "match", "timestamp"],
      reason: "timestamp means nothing without olderThan, newerThan or mostRecent",
    });
  }
  return found;
}

function valueMistakes({ match = {} }: RuleShape, path: readonly PropertyKey[]): Mistake[] {
  const found = [
    ...globMistakes(match.tags ?? [], [...path, "match", "tags"]),
    ...globMistakes(match.versionNames ?? [], [...path, "match", "versionNames"]),
  ];
  for (const property of ["tagRegex", "versionNameRegex"] as const) {
    const reason = match[property] === undefined ? undefined : regexMistake(match[property]);
    if (reason !== undefined) found.push({ path: [...path, "match", property], reason });
  }
  if (match.semver !== undefined && semver.validRange(match.semver) === null) {
    const reason = `"${match.semver}" is not a range of semantic versions; write ">=1.0.0", "^2.1.0", "1.x" or ">=1.0.0 <3.0.0"`;
    found.push({ path: [...path, "match", "semver"], reason });
  } else if (match.semver !== undefined && match.prerelease !== true && namesPrerelease(match.semver)) {
    const reason =
      `"${match.semver}" names a prerelease, and a range holds for releases only unless the rule says otherwise, so it would never match one. For prereleases write ` +
      `{ semver: "${match.semver}", prerelease: true }; for releases name none ("${withoutPrereleases(match.semver)}"); for both write two rules`;
    found.push({ path: [...path, "match", "semver"], reason });
  }
  return found;
}

/** What follows a number or an `x` without a space; of `1.2.3 - 2.3.4` and of `1.0.0+a-b` nothing does. */
const PRERELEASE = /(\d|[xX*])-[0-9A-Za-z.-]+/g;

/** Asked of what is written: node-semver itself reads `^1.2.3` as `<2.0.0-0`. */
function namesPrerelease(range: string): boolean {
  return withoutPrereleases(range) !== withoutBuilds(range);
}

function withoutPrereleases(range: string): string {
  return withoutBuilds(range).replace(PRERELEASE, "$1");
}

function withoutBuilds(range: string): string {
  return range.replace(/\+[0-9A-Za-z.-]+/g, "");
}

function neverMatching(rule: RuleShape, path: readonly PropertyKey[], { packageType }: PolicyShape): Mistake[] {
  const { match = {}, mostRecent } = rule;
  const at = (property: string) => [...path, "match", property];
  const found: Mistake[] = [];
  const asksForTag = (["tags", "tagRegex"] as const).filter((property) => match[property] !== undefined);
  const groupsByTag = typeof mostRecent?.groupBy === "object";
  if (!isImageType(packageType)) {
    const reason = `${packageType} versions have no tags, so this never matches; use versionNames, versionNameRegex or semver`;
    if (match.tagState === "tagged" || match.tagState === "untagged") found.push({ path: at("tagState"), reason });
    for (const property of asksForTag) found.push({ path: at(property), reason });
    if (groupsByTag) found.push({ path: [...path, "mostRecent", "groupBy"], reason });
  } else {
    found.push(...digestMistakes(match, path), ...digestTagMistakes(match, path));
    const asked = [
      ...asksForTag,
      ...(["semver", "prerelease"] as const).filter((property) => match[property] !== undefined),
    ];
    if (match.tagState === "untagged" && (asked.length > 0 || mostRecent?.groupBy !== undefined)) {
      const reason = `an untagged version has nothing that ${[...asked, ...(mostRecent?.groupBy ? ["groupBy"] : [])].join(", ")} could match, so this rule never matches`;
      found.push({ path: at("tagState"), reason });
    }
  }
  if (match.olderThan !== undefined && match.newerThan !== undefined && match.newerThan <= match.olderThan) {
    const reason =
      "nothing is both older than olderThan and newer than a newerThan that is not longer: this rule never matches";
    found.push({ path: at("newerThan"), reason });
  }
  return found;
}

type MatchShape = NonNullable<RuleShape["match"]>;

/** The mistake of actions/delete-package-versions#88: patterns for tags, tried on digests. */
function digestMistakes(match: MatchShape, path: readonly PropertyKey[]): Mistake[] {
  return (match.versionNames ?? []).flatMap((pattern, index) => {
    const prefix = literalPrefix(pattern);
    const possible = "sha256:".startsWith(prefix) || prefix.startsWith("sha256:");
    const reason = `the name of an image's version is its digest (sha256:…), which "${pattern}" never matches; for tags there is tags`;
    return possible ? [] : { path: [...path, "match", "versionNames", index], reason };
  });
}

function digestTagMistakes(match: MatchShape, path: readonly PropertyKey[]): Mistake[] {
  return (match.tags ?? []).flatMap((pattern, index) => {
    const reason = `sha256-… tags say what a signature belongs to and never count as tags in rules: it goes and stays with its image. For those whose image is gone there is ${ORPHAN_REFERRERS}`;
    return literalPrefix(pattern).startsWith("sha256-") ? { path: [...path, "match", "tags", index], reason } : [];
  });
}

function globMistakes(patterns: readonly string[], path: readonly PropertyKey[]): Mistake[] {
  return patterns.flatMap((pattern, index) => {
    const reason = globMistake(pattern);
    return reason === undefined ? [] : { path: [...path, index], reason };
  });
}

function scopeMistakes(
  { owner, packageType }: PolicyShape,
  patterns: readonly string[],
  path: readonly PropertyKey[],
): Mistake[] {
  if (owner === undefined) return [];
  return patterns.flatMap((pattern, index) => {
    const reason = npmScopeMistake(packageType, pattern, owner);
    return reason === undefined ? [] : { path: [...path, index], reason };
  });
}

function regexMistake(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `not a regular expression of RE2 (https://github.com/google/re2/wiki/Syntax; no look-around, no back-references): ${why}`;
  }
}
