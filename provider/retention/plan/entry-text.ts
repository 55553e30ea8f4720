import { digestTag, ordinaryTags } from "../../model/tags";
import type { RetentionVersion } from "../input";

/**
 * The lines of the preview: `[rule] date what`, then for parts of an image what they go with. The engine cuts strings at 150
 * characters (pulumi/pulumi pkg/display/object_diff.go), so what may be long, the tags, comes last.
 */
export type Belonging = "part of" | "attached to";

const SHORT_DIGEST = 12;

/** `pr-12, pr-12-debug`, `signature sha256:0123456789ab` or `1.4.2`: what identifies a version to people. All tags are named. */
export function describeWhat(version: RetentionVersion): string {
  const tags = ordinaryTags(version);
  if (tags.length > 0) return [...tags].sort().join(", ");
  const attached = (version.tags ?? []).flatMap((tag) => digestTag(tag, version.name)?.what ?? []).sort()[0];
  return attached === undefined ? shortName(version.name) : `${attached} ${shortName(version.name)}`;
}

/** The first name that fits in a sentence about another version. */
function shortLabel(version: RetentionVersion): string {
  return [...ordinaryTags(version)].sort()[0] ?? shortName(version.name);
}

function shortName(name: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(name) ? name.slice(0, "sha256:".length + SHORT_DIGEST) : name;
}

export function deletionText(
  version: RetentionVersion,
  rule: string,
  belongs?: { readonly how: Belonging; readonly to: RetentionVersion },
): string {
  const suffix = belongs === undefined ? "" : `, ${belongs.how} ${shortLabel(belongs.to)}`;
  return `[${rule}] ${day(version)} ${describeWhat(version)}${suffix}`;
}

/** `why` says what keeps it now. */
export function restorationText(
  version: RetentionVersion,
  deletedBy: string | undefined,
  why: string,
  needsLookup: boolean,
): string {
  const rest = needsLookup ? ", and what it needs" : "";
  const before = deletedBy === undefined ? "" : `[${deletedBy}] deleted it, `;
  return `${day(version)} ${describeWhat(version)}${rest}: ${before}${why}`;
}

/** The day is enough for people. GitHub writes UTC; whatever else comes along is converted. */
function day({ createdAt }: RetentionVersion): string {
  if (createdAt.endsWith("Z")) return createdAt.slice(0, "2026-09-01".length);
  return new Date(createdAt).toISOString().slice(0, "2026-09-01".length);
}

/** What a deletion's line says of the version itself, as `describeWhat` puts it. The rule and the image that the line names are left out. */
export function whatOf(text: string): string {
  return parseDeletionText(text)?.what ?? text;
}

/** The parts of a deletion's line, as `deletionText` puts them together. */
export interface DeletionParts {
  readonly rule: string;
  /** The day of creation: `2026-09-01`. */
  readonly day: string;
  /** Tags, name or digest. */
  readonly what: string;
  /** The first name of the image that it goes with, when it does not go by itself. */
  readonly with?: string;
}

/** Undefined for text that is no such line. A rule's name has no brackets. Names of versions and tags have no spaces. */
export function parseDeletionText(text: string): DeletionParts | undefined {
  const [, rule, day, rest] = /^\[([^\]]+)\] (\d{4}-\d{2}-\d{2}) (.*)$/s.exec(text) ?? [];
  if (rule === undefined || day === undefined || rest === undefined) return undefined;
  const [, what = rest, image] = /^(.*), (?:part of|attached to) (\S+)$/s.exec(rest) ?? [];
  return { rule, day, what, ...(image !== undefined && { with: image }) };
}
