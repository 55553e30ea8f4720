import { resourceKind } from "../../provider/model/resource-kind";
import {
  decodeInputs,
  type EntriesByPackage,
  pendingPlan,
  withoutRefused,
} from "../../provider/resources/retention-policy/memory";
import { policyLabel } from "../../provider/resources/retention-policy/messages";
import { type PlanDetails, policyKey } from "../../provider/resources/retention-policy/plan";
import type { BoundPlan } from "../../provider/retention";
import { sumFreed } from "../../provider/sizes";
import { isRecord, type Json, recordOf, textOf } from "./json";
import type { PackageReport, PolicyReport, QuietPackage } from "./model";
import { dispositionsOf, packageReports } from "./package-reports";
import type { Preview, PreviewMessage, PreviewStep } from "./preview-contents";
import { nameOf, typeOf } from "./urn";
import { policyWarnings } from "./warnings";

/** Inputs that limit what a plan may do: docs/retention.md, "Guards". */
const GUARDS = ["maxDeletions", "maxDeletePercent", "minRemaining", "maxRestorations", "onAllMatched"];

/** Steps that leave a policy behind, or only announce that it is made anew: `create-replacement` is the step that does it. */
const NOT_DECLARING = new Set(["delete", "delete-replaced", "replace", "remove-pending-replace"]);

/** One report for each RetentionPolicy of the preview: those that are stopped first, then those with most deletions, then dry runs. */
export function policyReports(preview: Preview, now: number): PolicyReport[] {
  const steps = preview.steps.filter(
    ({ type, op }) => resourceKind(type) === "RetentionPolicy" && !NOT_DECLARING.has(op),
  );
  const unclaimed = new Set(preview.details);
  const reports = steps.map((step) => {
    const details = detailsOf(step, unclaimed);
    return reportOf(subjectOf(step), ownPlan(step), details, preview, now);
  });
  const failures = preview.messages.filter(
    ({ severity, urn }) => severity === "error" && urn && resourceKind(typeOf(urn)) === "RetentionPolicy",
  );
  for (const [urn, messages] of byUrn(failures)) reports.push(failedReport(urn, messages, unclaimed, preview, now));
  return reports.sort(
    (a, b) =>
      Number(b.op === "failed") - Number(a.op === "failed") ||
      Number(a.previewOnly) - Number(b.previewOnly) ||
      b.deletions - a.deletions ||
      b.restorations - a.restorations,
  );
}

interface Subject {
  readonly name: string;
  readonly op: string;
  readonly inputs: Json;
  /** Deletions of earlier runs, as far as the record of runs goes back. */
  readonly earlier: readonly number[];
}

function subjectOf({ name, op, newInputs = {}, oldInputs, oldOutputs }: PreviewStep): Subject {
  const done = Object.values(recordOf(oldInputs?.runs) ?? {});
  const earlier = [...done.map((run) => recordOf(run)?.delete), oldOutputs?.deleted].map(countEntries);
  return { name, op, inputs: newInputs, earlier: earlier.filter((count) => count > 0) };
}

/** The policy's own part of the plan: what is done already is on record, and does not appear. A replacement starts a record of its own. */
function ownPlan({ op, newInputs = {}, oldOutputs }: PreviewStep): BoundPlan {
  const done = op === "create-replacement" ? undefined : oldOutputs;
  const blocked = (recordOf(done?.blocked) ?? {}) as EntriesByPackage;
  return withoutRefused(pendingPlan(decodeInputs(newInputs), Number(done?.__run ?? 0)), blocked);
}

/** The same inputs mean the same policy; of two in two places, either will do. One that is replaced is checked twice, and the last plan is bound. */
function detailsOf({ newInputs = {} }: PreviewStep, unclaimed: Set<PlanDetails>): PlanDetails | undefined {
  const key = policyKey(newInputs);
  const found = [...unclaimed].filter((details) => details.key === key).at(-1);
  if (found) unclaimed.delete(found);
  return found;
}

/** A policy whose check fails has no step: what its plan would have been is in the details, where there are any. */
function failedReport(
  urn: string,
  messages: readonly PreviewMessage[],
  unclaimed: Set<PlanDetails>,
  preview: Preview,
  now: number,
): PolicyReport {
  const failures = messages.map(({ text }) => failureOf(text, nameOf(urn)));
  const details = [...unclaimed].find((one) =>
    [...one.violations, ...one.failures].some(({ reason }) =>
      failures.some((failure) => failure.reason.includes(reason)),
    ),
  );
  if (details) unclaimed.delete(details);
  const subject = { name: nameOf(urn), op: "failed", inputs: {}, earlier: [] };
  const report = reportOf(subject, details?.unbound ?? {}, details, preview, now);
  return {
    ...report,
    limits: failures.map(({ reason }) => reason),
    isOverLimits: failures.every(({ property }) => GUARDS.includes(property)),
  };
}

/**
 * The engine puts it as `error: TYPE resource 'NAME' has a problem: REASON`, where the reason begins with the property
 * (`provider/hosts/check-failures.ts`).
 */
function failureOf(text: string, name: string): { property: string; reason: string } {
  const subject = ` resource '${name}'`;
  const rest = text.slice(text.indexOf(subject) + subject.length);
  const [, reason = text] = /^ has a problem: (.*)$/s.exec(rest) ?? [];
  const guard = GUARDS.find((one) => reason.startsWith(`${one}: `));
  return guard === undefined ? { property: "", reason } : { property: guard, reason: reason.slice(guard.length + 2) };
}

function reportOf(
  subject: Subject,
  plan: BoundPlan,
  details: PlanDetails | undefined,
  preview: Preview,
  now: number,
): PolicyReport {
  const { name, op, inputs } = subject;
  const previewOnly = inputs.previewOnly === true;
  const asOf = textOf(inputs.asOf);
  const instant = details?.evaluatedAt ?? asOf;
  const messages = preview.messages.map(({ text }) => text);
  const shown = previewOnly ? (details?.unbound ?? {}) : plan;
  const all = packageReports(shown, {
    ...(details && { details }),
    messages,
    label: policyLabel(name, inputs.owner, inputs.packageType),
    instant: instant === undefined ? now : Date.parse(instant),
  });
  const packages = all.filter(isTouched);
  const deletions = sum(packages.map((one) => one.deletions.length));
  const losing = packages.filter((one) => one.deletions.length > 0);
  const freed = losing.flatMap((one) => one.freed ?? []);
  const versions = all.every((one) => one.versions !== undefined)
    ? sum(all.map((one) => one.versions ?? 0))
    : undefined;
  return {
    name,
    owner: details?.owner ?? textOf(inputs.owner) ?? "",
    packageType: details?.packageType ?? textOf(inputs.packageType) ?? "",
    op,
    previewOnly,
    ...(asOf !== undefined && { asOf }),
    deletions,
    restorations: sum(packages.map((one) => one.restorations.length)),
    ...(versions !== undefined && all.length > 0 && { versions }),
    ...(freed.length > 0 && freed.length === losing.length && { freed: sumFreed(freed) }),
    packages,
    days: all.flatMap(dispositionsOf),
    untouched: all.length - packages.length,
    quiet: all.filter((one) => !isTouched(one)).map(quietPackage),
    isOverLimits: false,
    limits: previewOnly && details ? [...details.violations, ...details.failures].map(({ reason }) => reason) : [],
    warnings: policyWarnings(packages, deletions, subject.earlier),
    unmatched: details?.unmatched ?? [],
    ...(details?.estimate && { estimate: details.estimate }),
  };
}

/** Whether there is anything to tell of a package but that it stays as it is. */
function isTouched({ deletions, restorations, deletesPackage, details }: PackageReport): boolean {
  const { partial = [], blocked = [], unjudgeable = [], inUse = [], goneInUse = [] } = details ?? {};
  const remarkable = [partial, blocked, unjudgeable, inUse, goneInUse].reduce((all, some) => all + some.length, 0);
  return deletions.length + restorations.length + remarkable > 0 || deletesPackage;
}

function quietPackage({ name, versions, page }: PackageReport): QuietPackage {
  return { name, ...(versions !== undefined && { versions }), ...(page !== undefined && { page }) };
}

function byUrn(messages: readonly PreviewMessage[]): Map<string, PreviewMessage[]> {
  const grouped = new Map<string, PreviewMessage[]>();
  for (const message of messages) {
    const urn = message.urn ?? "";
    grouped.set(urn, [...(grouped.get(urn) ?? []), message]);
  }
  return grouped;
}

/** Of package → version → line. */
function countEntries(entries: unknown): number {
  return sum(
    Object.values(recordOf(entries) ?? {}).map((versions) => (isRecord(versions) ? Object.keys(versions).length : 0)),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
