import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { isPartialFailure } from "../../provider/errors";
import type { CheckFailure, PropertyMap, Resource } from "../../provider/resources/resource";
import type { Session } from "../../provider/session";
import { type Instance, type Phase, SharedByPhases } from "./in-process/phase";

export type { Phase } from "./in-process/phase";

export interface DriverOptions extends Omit<Instance, "emulator"> {
  readonly emulator?: EmulatorOptions;
}

/** What the engine keeps of one resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
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

export interface Driver {
  readonly emulator: Emulator;
  /** What the state holds, by the resource's name. */
  readonly kept: Map<string, Kept>;
  /** The two phases of a new run. */
  startRun(options?: { skipsPreview?: boolean }): { preview: Phase; update: () => Phase };
  /**
   * Takes one resource through a run as the engine does: check and diff in the preview, check and diff again in the update,
   * then create or update. A function acts between the phases.
   */
  up(
    name: string,
    make: (session: () => Session) => Resource,
    inputs: PropertyMap,
    meanwhile?: (() => unknown) | Meanwhile,
  ): Promise<UpResult>;
  /** `pulumi refresh` of one resource: what is read takes the place of what was kept. */
  refresh(name: string, make: (session: () => Session) => Resource): Promise<void>;
  requests(): string[];
  close(): Promise<void>;
}

/** Drives resources through the real adapter and real HTTP against the emulator, without an engine: for what would take hundreds of engine runs. */
export async function startDriver(options: DriverOptions = {}): Promise<Driver> {
  const emulator = await startEmulator(options.emulator);
  const kept = new Map<string, Kept>();
  const instance: Instance = { ...options, emulator };
  const startRun: Driver["startRun"] = ({ skipsPreview = false } = {}) => {
    const shared = new SharedByPhases(skipsPreview);
    return { preview: shared.preview(instance), update: () => shared.update(instance) };
  };
  return {
    emulator,
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
      const read = before && (await make(() => preview.session).read(before.id, before.outputs));
      if (!before || read?.id === undefined || !read.state) kept.delete(name);
      else kept.set(name, { id: read.id, inputs: read.inputs ?? before.inputs, outputs: read.state });
    },
    requests: () => {
      const lines = emulator.requests.map(({ method, path }) => `${method} ${path}`);
      emulator.clearRequests();
      return lines;
    },
    close: () => emulator.close(),
  };
}

async function upOnce(
  kept: Map<string, Kept>,
  run: ReturnType<Driver["startRun"]>,
  name: string,
  make: (session: () => Session) => Resource,
  inputs: PropertyMap,
  meanwhile: Meanwhile,
): Promise<UpResult> {
  const before = kept.get(name);
  const decide = async (resource: Resource) => {
    const checked = await resource.check(before?.inputs, inputs);
    const isValid = checked.failures.length === 0;
    const changes = isValid && (!before || (await resource.diff(before.id, before.outputs, checked.inputs)).changes);
    return { ...checked, changes };
  };
  const { preview } = run;
  const previewed = await decide(make(() => preview.session));
  const failed = previewed.failures.length > 0;
  await meanwhile.between?.();
  const update = run.update();
  const resource = make(() => update.session);
  const checked = failed ? previewed : await decide(resource);
  const result = {
    failures: checked.failures,
    previewed: previewed.inputs,
    changes: previewed.changes,
    said: { preview: preview.said, update: update.said },
  };
  if (checked.failures.length > 0) return result;
  if (before && !checked.changes) {
    kept.set(name, { ...before, inputs: checked.inputs });
    return result;
  }
  await meanwhile.beforeApply?.();
  try {
    if (before) {
      const { state } = await resource.update(before.id, before.outputs, checked.inputs);
      kept.set(name, { id: before.id, inputs: checked.inputs, outputs: state });
    } else {
      const { id, state } = await resource.create(checked.inputs);
      kept.set(name, { id, inputs: checked.inputs, outputs: state });
    }
    return result;
  } catch (error) {
    // The engine saves a half-made resource with its new inputs, and a half-updated one with its old ones.
    if (isPartialFailure(error)) {
      kept.set(name, { id: error.id, inputs: before?.inputs ?? checked.inputs, outputs: { ...error.state } });
    }
    return { ...result, error: error as Error };
  }
}
