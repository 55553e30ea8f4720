import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

export interface Step {
  op: string;
  /** The resource's name in the program. */
  name: string;
  type: string;
  urn: string;
  /** True for `preview`. */
  planning: boolean;
  metadata: StepEventMetadata;
}

/**
 * The steps of the program's resources, in order: without the stack itself and without provider resources; as they are
 * announced ("before"), or as they ended well ("after"). What a refresh found stands in "after" only: there, a resource
 * that is gone is `delete`, one that differs `update`, and one that is as it was `same`.
 */
export function stepsOf(result: { events: EngineEvent[] }, options: { phase?: "before" | "after" } = {}): Step[] {
  return result.events.flatMap((event) => {
    const step = options.phase === "after" ? event.resOutputsEvent : event.resourcePreEvent;
    return step && !step.metadata.type.startsWith("pulumi:") ? [toStep(step.metadata, step.planning === true)] : [];
  });
}

/** "op name" for every step that changed something: `["create api", "delete-replaced v1"]`. */
export function changesOf(result: { events: EngineEvent[] }): string[] {
  return stepsOf(result, { phase: "after" })
    .filter(({ op }) => op !== "same")
    .map(({ op, name }) => `${op} ${name}`);
}

/** The program's conversation with the engine: in the event log, though the SDK's types leave it out. */
const HIDDEN_SEVERITY: string = "debug";

/** The engine's messages as a person reads them: "error: …", "warning: …", "info: …", once each. */
export function diagnosticsOf(result: { events: EngineEvent[] }): string[] {
  const lines = result.events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent && !diagnosticEvent.ephemeral && diagnosticEvent.severity !== HIDDEN_SEVERITY
      ? [`${diagnosticEvent.severity}: ${plain(diagnosticEvent.message)}`]
      : [],
  );
  return [...new Set(lines)];
}

function toStep(metadata: StepEventMetadata, planning: boolean): Step {
  const name = metadata.urn.split("::").at(-1) ?? metadata.urn;
  return { op: metadata.op, name, type: metadata.type, urn: metadata.urn, planning, metadata };
}

/** Without the engine's colour marks, `<{%fg 1%}>`. */
function plain(text: string): string {
  return text.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
