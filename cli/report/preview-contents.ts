import type { Note } from "../../provider/notes";
import type { PlanDetails } from "../../provider/resources/retention-policy/plan";
import type { Json } from "./json";

/** One step of one resource, as the engine announces it. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** Whether a deletion only makes the state forget it. */
  readonly retained: boolean;
  /** The URN of the provider instance that has it in the state, or will have it. */
  readonly provider: string | undefined;
  readonly newInputs: Json | undefined;
  readonly oldInputs: Json | undefined;
  readonly oldOutputs: Json | undefined;
  /** Of a refresh: what GitHub has. Undefined when it is gone. */
  readonly newOutputs: Json | undefined;
}

export interface PreviewMessage {
  readonly severity: string;
  readonly text: string;
  readonly urn?: string;
}

/** What a policy pack objects to. */
export interface PolicyViolation {
  readonly pack: string;
  readonly policy: string;
  /** `mandatory` stops the update, `advisory` does not. */
  readonly level: string;
  /** The resource's name; missing when it is about the stack. */
  readonly resource?: string;
  readonly text: string;
}

/** What a preview, or the preview of a refresh, has told. */
export interface Preview {
  readonly steps: readonly PreviewStep[];
  /** What a refresh has found changed, or gone. */
  readonly drift: readonly PreviewStep[];
  readonly messages: readonly PreviewMessage[];
  readonly violations: readonly PolicyViolation[];
  readonly details: readonly PlanDetails[];
  /** What the provider has noted; only the stream of events has any. */
  readonly notes: readonly Note[];
  /** Whether the preview came to its end without an error. */
  readonly succeeded: boolean;
}
