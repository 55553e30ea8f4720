import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import type { CheckFailure, PropertyMap } from "../../provider/resources/resource";
import { InProcessEngine } from "./in-process/engine";
import { type Instance, type Phase, SharedByPhases } from "./in-process/phase";
import { apply, decide, type KeptValues, type Make, refresh } from "./in-process/resource-step";
import { type Requests, requestsTo } from "./requests";

export type { Phase } from "./in-process/phase";
export { type KeptValues as Kept, type Make, packageIn, policyIn, versionIn } from "./in-process/resource-step";

export interface DriverOptions extends Omit<Instance, "emulator"> {
  readonly emulator?: EmulatorOptions;
}

export interface UpResult {
  readonly failures: readonly CheckFailure[];
  /** The inputs that the preview showed. */
  readonly previewed: PropertyMap;
  readonly changes: boolean;
  readonly error?: Error;
  readonly said: { readonly preview: string[]; readonly update: string[] };
}

/** What somebody else does during a run. */
export interface Meanwhile {
  /** After the preview, before the update begins. */
  between?(): unknown;
  /** After the update's check and diff, before it creates or updates. */
  beforeApply?(): unknown;
}

export interface Driver extends Requests {
  readonly emulator: Emulator;
  /** Takes whole programs through commands. Its state is its own. */
  readonly engine: InProcessEngine;
  /** What the state holds, by the resource's name. */
  readonly kept: Map<string, KeptValues>;
  /** The two phases of a new run. */
  startRun(options?: { skipsPreview?: boolean }): { preview: Phase; update: () => Phase };
  /**
   * Takes one resource through a run as the engine does: check and diff in the preview, check and diff again in the update,
   * then create or update. A function acts between the phases.
   */
  up(name: string, make: Make, inputs: PropertyMap, meanwhile?: (() => unknown) | Meanwhile): Promise<UpResult>;
  /** `pulumi refresh` of one resource: what is read takes the place of what was kept. */
  refresh(name: string, make: Make): Promise<void>;
  close(): Promise<void>;
}

/** Drives resources through the real adapter and real HTTP against the emulator, without an engine: for what would take hundreds of engine runs. */
export async function startDriver(options: DriverOptions = {}): Promise<Driver> {
  const emulator = await startEmulator(options.emulator);
  const kept = new Map<string, KeptValues>();
  const instance: Instance = { ...options, emulator };
  const startRun: Driver["startRun"] = ({ skipsPreview = false } = {}) => {
    const shared = new SharedByPhases(skipsPreview);
    return { preview: shared.preview(instance), update: () => shared.update(instance) };
  };
  return {
    emulator,
    engine: new InProcessEngine(() => instance),
    kept,
    startRun,
    up: (name, make, inputs, meanwhile = {}) =>
      upOnce(
        kept,
        startRun(),
        name,
        make,
        inputs,
        typeof meanwhile === "function" ? { between: meanwhile } : meanwhile,
      ),
    refresh: async (name, make) => {
      const before = kept.get(name);
      const { preview } = startRun();
      const read =
        before &&
        (await refresh(
          make(() => preview.session),
          before,
        ));
      if (read) kept.set(name, read);
      else kept.delete(name);
    },
    ...requestsTo(emulator),
    close: () => emulator.close(),
  };
}

async function upOnce(
  kept: Map<string, KeptValues>,
  run: ReturnType<Driver["startRun"]>,
  name: string,
  make: Make,
  inputs: PropertyMap,
  meanwhile: Meanwhile,
): Promise<UpResult> {
  const before = kept.get(name);
  const { preview } = run;
  const previewed = await decide(
    make(() => preview.session),
    inputs,
    before,
  );
  const isValid = previewed.failures.length === 0;
  await meanwhile.between?.();
  const update = run.update();
  const resource = make(() => update.session);
  const decided = isValid ? await decide(resource, inputs, before) : previewed;
  const result = {
    failures: decided.failures,
    previewed: previewed.inputs,
    changes: isValid && previewed.operation !== "same",
    said: { preview: preview.said, update: update.said },
  };
  if (decided.failures.length > 0) return result;
  if (decided.operation === "replace")
    throw new Error("a replacement is two steps: take it through the in-process engine");
  if (before && decided.operation === "same") {
    kept.set(name, { ...before, inputs: decided.inputs });
    return result;
  }
  await meanwhile.beforeApply?.();
  const { kept: after, error } = await apply(resource, decided.inputs, before);
  if (after) kept.set(name, after);
  return { ...result, ...(error && { error }) };
}
