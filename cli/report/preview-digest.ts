import { BadInput } from "./bad-input";
import { isRecord, recordOf, textOf } from "./json";
import type { Preview, PreviewMessage, PreviewStep } from "./preview-contents";
import { messageText, nameOf, providerUrnOf, typeOf } from "./urn";

/**
 * The digest of https://github.com/pulumi/pulumi/blob/master/pkg/display/json.go; undefined for JSON that is none. Debug messages and
 * what policy packs say are not in it.
 */
export function readDigest(value: unknown): Preview | undefined {
  if (!isRecord(value) || !("changeSummary" in value || "steps" in value || "diagnostics" in value)) return undefined;
  const steps = list(value.steps).flatMap((step) => toStep(step) ?? []);
  if (steps.some(({ op }) => op === "refresh"))
    throw new BadInput(
      "Without PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true, the JSON of a refresh leaves out which outputs have changed. Set it, and run the refresh again.",
    );
  const messages = list(value.diagnostics).flatMap((message) => toMessage(message) ?? []);
  const succeeded = !messages.some(({ severity }) => severity === "error");
  return { steps, drift: [], messages, violations: [], details: [], notes: [], succeeded };
}

function toStep(value: unknown): PreviewStep | undefined {
  const step = recordOf(value);
  const urn = textOf(step?.urn);
  const op = textOf(step?.op);
  if (step === undefined || urn === undefined || op === undefined) return undefined;
  const [before, after] = [recordOf(step.oldState), recordOf(step.newState)];
  return {
    op,
    urn,
    type: textOf(after?.type) ?? textOf(before?.type) ?? typeOf(urn),
    name: nameOf(urn),
    retained: before?.retainOnDelete === true,
    provider: providerUrnOf(before?.provider ?? after?.provider),
    newInputs: recordOf(after?.inputs),
    oldInputs: recordOf(before?.inputs),
    oldOutputs: recordOf(before?.outputs),
    newOutputs: undefined,
  };
}

function toMessage(value: unknown): PreviewMessage | undefined {
  const message = recordOf(value);
  const text = textOf(message?.message);
  if (text === undefined) return undefined;
  const urn = textOf(message?.urn);
  return { severity: textOf(message?.severity) ?? "info", text: messageText(text), ...(urn && { urn }) };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
