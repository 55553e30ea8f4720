import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { connect, connectToRegistry } from "../../provider/connect";
import { isPartialFailure } from "../../provider/errors";
import type { Note } from "../../provider/notes";
import type { Logger, PackagesApi, RunGuard } from "../../provider/ports";
import type { ManifestReader } from "../../provider/registry/manifests";
import type { Bag, CheckFailure, Resource } from "../../provider/resources/resource";
import { type Declaration, Declarations } from "../../provider/run/declarations";
import type { PhaseNotes } from "../../provider/run/phase-notes";
import { Session } from "../../provider/session";
import { hostIdentity, resolveSettings } from "../../provider/settings";
import { ADMIN_TOKEN } from "./small-world";

export interface DriverOptions {
  readonly emulator?: EmulatorOptions;
  readonly token?: string;
  /** Stack configuration, by full key. */
  readonly config?: Readonly<Record<string, string>>;
  readonly guard?: RunGuard;
  /** What states remember as their host; by default that of the emulator's address. */
  readonly host?: string;
}

/** One phase of a run: a session of its own, on the run's notes and declarations. */
export interface Phase {
  readonly session: Session;
  readonly said: string[];
  /** What a report would be told. */
  readonly notes: Note[];
}

/** What the engine keeps of one resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
}

export interface UpResult {
  readonly failures: readonly CheckFailure[];
  /** The inputs that the preview showed. */
  readonly previewed: Bag;
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
    inputs: Bag,
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
  const open = (notes: PhaseNotes, declared: Declaration[]): Phase => openPhase(emulator, options, notes, declared);
  const startRun: Driver["startRun"] = ({ skipsPreview = false } = {}) => {
    const notes = new Map<string, unknown>();
    const declared: Declaration[] = [];
    const leave = (topic: string, note: unknown) => void notes.set(topic, structuredClone(note));
    const preview = open({ hasEarlierPhase: false, skipsPreview, leave, earlier: () => undefined }, declared);
    const earlier = (topic: string) => structuredClone(notes.get(topic));
    return { preview, update: () => open({ hasEarlierPhase: true, skipsPreview, leave: () => {}, earlier }, declared) };
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

function openPhase(emulator: Emulator, options: DriverOptions, earlier: PhaseNotes, declared: Declaration[]): Phase {
  const said: string[] = [];
  const notes: Note[] = [];
  const say = (severity: string) => (message: string) => void said.push(`${severity}: ${message}`);
  const note = (one: Note) => void notes.push(one);
  const logger: Logger = { debug: () => {}, info: say("info"), warn: say("warning"), progress: () => {}, note };
  const settings = resolveSettings({
    config: (key) => options.config?.[key],
    env: {
      GITHUB_BASE_URL: emulator.url,
      GITHUB_TOKEN: options.token ?? ADMIN_TOKEN,
    },
  });
  const clock = { now: () => emulator.world.now(), sleep: async () => {} };
  let api: Promise<PackagesApi> | undefined;
  let manifests: Promise<ManifestReader> | undefined;
  const realClock = {
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const guard = options.guard ?? { assertAlive: async () => {} };
  const host = options.host ?? hostIdentity(settings.place);
  const journal = { append: (one: Declaration) => void declared.push(one), read: () => [...declared] };
  const session = new Session({
    host,
    api: () => (api ??= connect(settings, { clock: realClock, logger, guard })),
    manifests: () => (manifests ??= connectToRegistry(settings, { clock: realClock, logger })),
    clock,
    logger,
    declarations: new Declarations(journal, (declaration) => note({ kind: "declared", host, declaration })),
    defaultOwner: () => settings.owner,
    notes: earlier,
  });
  return { session, said, notes };
}

async function upOnce(
  kept: Map<string, Kept>,
  run: ReturnType<Driver["startRun"]>,
  name: string,
  make: (session: () => Session) => Resource,
  inputs: Bag,
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
