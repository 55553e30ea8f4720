import { describePackage } from "../../provider/model/reference";
import { resourceKind } from "../../provider/model/resource-kind";
import type { Note, OutlookNote, SkippedNote } from "../../provider/notes";
import { driftOf } from "./drift";
import {
  type DriftedResource,
  type PolicyReport,
  REPORT_SCHEMA,
  type Report,
  type ResourceChange,
  type SkippedPackage,
  type Verdict,
} from "./model";
import { policyReports } from "./policy-reports";
import type { Preview } from "./preview-contents";
import { resourceChanges } from "./resource-changes";
import { stackOf, typeOf } from "./urn";

/** https://docs.github.com/packages/learn-github-packages/deleting-and-restoring-a-package */
const RESTORABLE_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The stack itself and its providers: Pulumi's own, of which nobody has to be told. */
const STACK = "pulumi:";

/** What the engine says last of all, whatever the reason. */
const ENGINE_SUMMARY = "preview failed";

/** Operations that leave things as they are, or only read them. */
const QUIET = new Set([
  "same",
  "read",
  "refresh",
  "replace",
  "discard",
  "discard-replaced",
  "read-discard",
  "read-replacement",
]);

export interface ReportOptions {
  /** The preview's token only reads, and the update has one of its own: what the first lacks says nothing of the second. */
  readonly readsOnly?: boolean;
}

/** @param now milliseconds since the epoch */
export function buildReport(preview: Preview, now: number, { readsOnly = false }: ReportOptions = {}): Report {
  const lacking = readsOnly ? [] : lackingScopes(preview.notes);
  const policies = policyReports(preview, now);
  const resources = resourceChanges(preview);
  const drift = driftOf(preview.drift);
  const stack = [...preview.steps, ...preview.drift].map(({ urn }) => stackOf(urn)).find((one) => one !== undefined);
  const errors = preview.messages
    .filter(({ severity, urn }) => severity === "error" && !isAboutPolicy(urn, policies))
    .map(({ text }) => text.replace(/^error: /, ""))
    .filter((text) => text !== ENGINE_SUMMARY || !isExplained(preview, policies));
  return {
    schema: REPORT_SCHEMA,
    verdict: lacking.length > 0 && preview.succeeded ? "failed" : verdictOf(preview, policies, drift),
    ...stack,
    at: new Date(now).toISOString(),
    restorableUntil: new Date(now + RESTORABLE_DAYS * DAY_MS).toISOString(),
    policies,
    resources,
    drift,
    skipped: preview.notes.flatMap((note) => (note.kind === "skipped" ? skippedPackage(note) : [])),
    lackingScopes: lacking,
    endedEarly: hasEndedEarly(preview),
    otherChanges: otherChanges(preview),
    violations: [...preview.violations].sort((a, b) => Number(isMandatory(b.level)) - Number(isMandatory(a.level))),
    errors,
    messages: remarks(preview, policies, resources),
  };
}

function verdictOf(preview: Preview, policies: readonly PolicyReport[], drift: readonly DriftedResource[]): Verdict {
  if (!preview.succeeded) {
    const isStopped = policies.some(({ isOverLimits }) => isOverLimits);
    return isStopped || preview.violations.some(({ level }) => isMandatory(level)) ? "over-limits" : "failed";
  }
  const changes = preview.steps.some(({ type, op }) => !type.startsWith(STACK) && !QUIET.has(op));
  const isJudged = !preview.notes.some(({ kind }) => kind === "skipped");
  return changes || drift.length > 0 || !isJudged ? "changes" : "nothing";
}

function isMandatory(level: string): boolean {
  return level === "mandatory";
}

/** Whether the report says elsewhere why the preview failed. */
function isExplained({ violations }: Preview, policies: readonly PolicyReport[]): boolean {
  return violations.some(({ level }) => isMandatory(level)) || policies.some(({ op }) => op === "failed");
}

function isAboutPolicy(urn: string | undefined, policies: readonly PolicyReport[]): boolean {
  return (
    urn !== undefined && resourceKind(typeOf(urn)) === "RetentionPolicy" && policies.some(({ op }) => op === "failed")
  );
}

function otherChanges({ steps }: Preview): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type, op } of steps) {
    if (resourceKind(type) !== undefined || type.startsWith(STACK) || QUIET.has(op)) continue;
    counts[op] = (counts[op] ?? 0) + 1;
  }
  return counts;
}

function skippedPackage({ owner, packageType, package: name, says }: SkippedNote): SkippedPackage {
  return { what: describePackage({ owner: { login: owner }, packageType, name }), why: says };
}

function lackingScopes(notes: readonly Note[]): string[] {
  return [...new Set(notes.flatMap((note) => (note.kind === "lacking" ? note.scopes : [])))].sort();
}

/** Objections of a policy pack end no preview. An error does, and what says that there was none but theirs. */
function hasEndedEarly({ succeeded, messages, violations }: Preview): boolean {
  const errors = messages.filter(({ severity, text }) => severity === "error" && !text.endsWith(ENGINE_SUMMARY));
  return !succeeded && (errors.length > 0 || !violations.some(({ level }) => isMandatory(level)));
}

/** Warnings; where no details say it better, what is said of packages, too. What is told elsewhere is not repeated. */
function remarks(
  { messages, details, notes }: Preview,
  policies: readonly PolicyReport[],
  resources: readonly ResourceChange[],
): string[] {
  const isShown = ({ expects, says }: OutlookNote) =>
    expects === "adopt" || resources.some(({ remark }) => remark !== undefined && says.endsWith(remark));
  const told = new Set([
    ...policies.flatMap(({ packages }) => packages.flatMap((one) => one.messages)),
    ...notes.flatMap((note) =>
      note.kind === "skipped" || (note.kind === "outlook" && isShown(note)) ? [note.says, `warning: ${note.says}`] : [],
    ),
  ]);
  return messages
    .filter(({ severity }) => severity === "warning" || (severity === "info" && details.length === 0))
    .map(({ text }) => text)
    .filter((text) => !told.has(text));
}
