import { type Json, recordOf, textOf } from "./json";
import type { PolicyViolation, Preview, PreviewMessage, PreviewStep } from "./preview-contents";
import { messageText, nameOf, providerUrnOf, typeOf } from "./urn";

/** What the events come to, and the debug messages, among which are the details of retention plans, and notes. */
export type EventsRead = Omit<Preview, "details" | "notes"> & { readonly debug: readonly string[] };

/** Events of https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/events.go, in the order of the stream. */
export function readEvents(events: readonly Json[]): EventsRead {
  const started = events.flatMap((event) => toStep(event.resourcePreEvent) ?? []);
  const refreshed = new Set(started.filter(({ op }) => op === "refresh").map(({ urn }) => urn));
  const drift = events.flatMap((event) => {
    const step = toStep(event.resOutputsEvent);
    return step && refreshed.delete(step.urn) && (step.op === "update" || step.op === "delete") ? [step] : [];
  });
  const diagnostics = events.flatMap((event) => toDiagnostic(event.diagnosticEvent) ?? []);
  const messages = diagnostics.filter(({ severity, ephemeral }) => severity !== "debug" && !ephemeral);
  return {
    steps: started.filter(({ op }) => op !== "refresh"),
    drift,
    messages,
    violations: events.flatMap((event) => toViolation(event.policyEvent) ?? []),
    succeeded: hasSucceeded(events) && !messages.some(({ severity }) => severity === "error"),
    debug: diagnostics.filter(({ severity }) => severity === "debug").map(({ text }) => text),
  };
}

function toStep(value: unknown): PreviewStep | undefined {
  const metadata = recordOf(recordOf(value)?.metadata);
  const urn = textOf(metadata?.urn);
  const op = textOf(metadata?.op);
  if (metadata === undefined || urn === undefined || op === undefined) return undefined;
  const [before, after] = [recordOf(metadata.old), recordOf(metadata.new)];
  return {
    op,
    urn,
    type: textOf(metadata.type) ?? typeOf(urn),
    name: nameOf(urn),
    retained: before?.retainOnDelete === true,
    provider: providerUrnOf(before?.provider ?? metadata.provider),
    newInputs: recordOf(after?.inputs),
    oldInputs: recordOf(before?.inputs),
    oldOutputs: recordOf(before?.outputs),
    newOutputs: recordOf(after?.outputs),
  };
}

function toDiagnostic(value: unknown): (PreviewMessage & { ephemeral: boolean }) | undefined {
  const event = recordOf(value);
  const message = textOf(event?.message);
  if (event === undefined || message === undefined) return undefined;
  const urn = textOf(event.urn);
  const severity = textOf(event.severity) ?? "info";
  const prefix = severity === "debug" ? "" : (textOf(event.prefix) ?? "");
  return { severity, text: messageText(prefix + message), ...(urn && { urn }), ephemeral: event.ephemeral === true };
}

function toViolation(value: unknown): PolicyViolation | undefined {
  const event = recordOf(value);
  const text = textOf(event?.message);
  if (event === undefined || text === undefined) return undefined;
  const urn = textOf(event.resourceUrn);
  return {
    pack: textOf(event.policyPackName) ?? "",
    policy: textOf(event.policyName) ?? "",
    level: textOf(event.enforcementLevel) ?? "",
    ...(urn && typeOf(urn) !== "pulumi:pulumi:Stack" && { resource: nameOf(urn) }),
    text: messageText(text),
  };
}

/** An engine that was stopped has no summary; one whose preview failed says so in it. */
function hasSucceeded(events: readonly Json[]): boolean {
  const summary = events.map((event) => recordOf(event.summaryEvent)).find((one) => one !== undefined);
  return summary !== undefined && ["succeeded", "", undefined].includes(summary.result as string | undefined);
}
