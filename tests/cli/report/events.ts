/** Events as `pulumi preview --json` streams them, for the cases that a real engine takes long to bring about. */
import { encodeNotes, type Note } from "../../../provider/notes";

const PREFIX = "urn:pulumi:dev::infra::pulumi:pulumi:Stack$pulumi-nodejs:dynamic/github-packages:";

const INSTANCE = "urn:pulumi:dev::infra::pulumi:providers:pulumi-nodejs::";

type PropertyMap = Readonly<Record<string, unknown>>;

export const urnOf = (kind: string, name: string) => `${PREFIX}${kind}::${name}`;

export interface StepOptions {
  readonly inputs?: PropertyMap;
  readonly oldInputs?: PropertyMap;
  readonly oldOutputs?: PropertyMap;
  readonly outputs?: PropertyMap;
  readonly retainOnDelete?: boolean;
  /** The instance, by name. */
  readonly provider?: string;
}

function metadata(op: string, kind: string, name: string, options: StepOptions) {
  const { inputs, oldInputs, oldOutputs, outputs, retainOnDelete } = options;
  const provider = `${INSTANCE}${options.provider ?? "default"}::0`;
  const before =
    oldInputs || oldOutputs ? { inputs: oldInputs ?? {}, outputs: oldOutputs ?? {}, retainOnDelete, provider } : null;
  const after = inputs || outputs ? { inputs: inputs ?? {}, outputs: outputs ?? {} } : null;
  return { op, urn: urnOf(kind, name), type: `pulumi-nodejs:dynamic/github-packages:${kind}`, old: before, new: after };
}

export const step = (op: string, kind: string, name: string, options: StepOptions = {}) => ({
  resourcePreEvent: { metadata: metadata(op, kind, name, options), planning: true },
});

/** A provider instance, with its inputs. */
export const instance = (op: string, name: string, inputs: PropertyMap) => {
  const side = op === "delete" ? { old: { inputs }, new: null } : { old: null, new: { inputs } };
  const type = "pulumi:providers:pulumi-nodejs";
  return { resourcePreEvent: { metadata: { op, urn: `${INSTANCE}${name}`, type, ...side }, planning: true } };
};

export const outcome = (op: string, kind: string, name: string, options: StepOptions = {}) => ({
  resOutputsEvent: { metadata: metadata(op, kind, name, options), planning: true },
});

export const said = (severity: string, message: string, urn?: string) => ({
  diagnosticEvent: {
    prefix: severity === "info" ? "" : `${severity}: `,
    message: `<{%reset%}>${message}<{%reset%}>\n`,
    color: "never",
    severity,
    ...(urn && { urn }),
  },
});

/** As the provider notes it. */
export const noted = (...notes: readonly Note[]) => said("debug", encodeNotes(notes));

export const violated = (level: string, message: string, urn: string) => ({
  policyEvent: {
    resourceUrn: urn,
    message,
    policyName: "few-deletions",
    policyPackName: "pack",
    enforcementLevel: level,
  },
});

/** The whole stream, with its end. */
export function stream(events: readonly object[], result = "succeeded"): string {
  const all = [...events, { summaryEvent: { result } }, { cancelEvent: {} }];
  return all.map((event, sequence) => `${JSON.stringify({ sequence, timestamp: 1, ...event })}\n`).join("");
}

/** The same preview, of a stack whose resources are the plugin's. */
export function ofPlugin(text: string): string {
  return text
    .replaceAll("pulumi-nodejs:dynamic/github-packages:", "github-packages:index:")
    .replaceAll("pulumi:providers:pulumi-nodejs", "pulumi:providers:github-packages")
    .replaceAll('"github-packages-provider:', '"');
}

/** Bound inputs of a policy over one package, of which so many go: by `[old]`, on the days of January. */
export function policyInputs(
  run: number,
  lines: Readonly<Record<number, string>>,
  extra: PropertyMap = {},
): PropertyMap {
  return {
    owner: "acme",
    packageType: "npm",
    packages: ["lib"],
    rules: { old: { action: "delete", match: { olderThan: "30d" } } },
    __run: run,
    __pending: true,
    runs: { [run]: { delete: { lib: lines } } },
    ...extra,
  };
}

export function linesOf(count: number, tag = (index: number) => `0.${index}.0-dev`): Record<number, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      100 + index,
      `[old] 2026-01-${String((index % 28) + 1).padStart(2, "0")} ${tag(index)}`,
    ]),
  );
}
