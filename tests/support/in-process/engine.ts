import { ProviderError } from "../../../provider/errors";
import type { Note } from "../../../provider/notes";
import { KillSwitch } from "./kill-switch";
import { type Instance, type Phase, SharedByPhases, SharedClaims } from "./phase";
import { type Declared, deletions, type State, type Step } from "./program";
import { Bail, PhaseSteps } from "./steps";

export interface CommandResult {
  /** What the preview shows, whether or not an update follows. */
  readonly preview: readonly Step[];
  readonly errors: readonly string[];
  readonly said: { readonly preview: readonly string[]; readonly update: readonly string[] };
  /** What the preview tells a report. */
  readonly notes: readonly Note[];
}

export interface UpOptions {
  /** `--refresh`, of both phases. */
  readonly refreshes?: boolean;
  /** `--skip-preview`. */
  readonly skipsPreview?: boolean;
  /** `--plan`: what the preview showed that was saved. */
  readonly plan?: readonly Step[];
  /** Whether a step is carried out as soon as its resource is registered; otherwise all at once, after all are. */
  readonly isEager?: boolean;
  /** After the preview, before the update begins. */
  between?(): unknown;
  /** After the update has created and updated, before it deletes. */
  beforeDeletions?(): unknown;
}

/**
 * What a Pulumi engine does with a whole program, in this process and in milliseconds: which calls a provider gets, in which order, and what
 * of their results the state keeps. No program runs: a program is the list of what it declares.
 */
export class InProcessEngine {
  state: State = new Map();
  #killSwitch = new KillSwitch();

  /** @param instances the provider instances by their names; "" is the default one. */
  constructor(private readonly instances: (name: string) => Instance) {}

  /** Ends the command that runs, as a signal that can't be caught does. */
  kill(): void {
    this.#killSwitch.kill();
  }

  preview(program: readonly Declared[], options: UpOptions = {}): Promise<CommandResult> {
    return this.#command({ ...options }, async (command) => {
      await this.#show(command.open("preview", new Map(this.state)), program, options);
    });
  }

  up(program: readonly Declared[], options: UpOptions = {}): Promise<CommandResult> {
    return this.#command(options, async (command) => {
      if (!options.skipsPreview) {
        await this.#show(command.open("preview", new Map(this.state)), program, options);
        await options.between?.();
      }
      await this.#carryOut(command.open("update", this.state), program, options);
    });
  }

  /** Both phases read; what the preview of a refresh reads decides nothing. */
  refresh(): Promise<CommandResult> {
    return this.#command({ skipsPreview: true }, async (command) => command.open("update", this.state).refresh());
  }

  /** Its preview asks no provider. */
  destroy(): Promise<CommandResult> {
    return this.#command({}, async (command) => {
      command.open("preview", new Map(this.state)).steps.push(...deletions(this.state, []));
      const update = command.open("update", this.state);
      update.steps.push(...deletions(this.state, []));
      await update.delete();
    });
  }

  async #show(phase: PhaseSteps, program: readonly Declared[], { plan, refreshes }: UpOptions): Promise<void> {
    if (refreshes) await phase.refresh();
    await phase.register(program, plan, async () => {});
  }

  async #carryOut(phase: PhaseSteps, program: readonly Declared[], options: UpOptions): Promise<void> {
    if (options.refreshes) await phase.refresh();
    const later: Step[] = [];
    await phase.register(program, options.plan, async (step) => {
      if (options.isEager) await phase.carryOut(step);
      else later.push(step);
    });
    const results = await Promise.allSettled(later.map((step) => phase.carryOut(step)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
    phase.collectDeletions(program);
    await options.beforeDeletions?.();
    await phase.delete();
  }

  async #command({ skipsPreview }: UpOptions, work: (command: Command) => Promise<void>): Promise<CommandResult> {
    const killSwitch = new KillSwitch();
    this.#killSwitch = killSwitch;
    const command = new Command(this.instances, new SharedByPhases(skipsPreview), killSwitch);
    try {
      await work(command);
    } catch (error) {
      if (!killSwitch.isKilled && !(error instanceof Bail)) throw error;
    }
    await killSwitch.quiet();
    const { preview, update } = command;
    return {
      preview: preview?.steps ?? [],
      errors: [...(preview?.errors ?? []), ...(update?.errors ?? []), ...(killSwitch.isKilled ? ["killed"] : [])],
      said: { preview: preview?.said ?? [], update: update?.said ?? [] },
      notes: preview?.notes ?? [],
    };
  }
}

/** The phases of one command. */
class Command {
  preview: PhaseSteps | undefined;
  update: PhaseSteps | undefined;

  constructor(
    private readonly instances: (name: string) => Instance,
    private readonly shared: SharedByPhases,
    private readonly killSwitch: KillSwitch,
  ) {}

  open(phase: "preview" | "update", state: State): PhaseSteps {
    const claims = new SharedClaims();
    const isFirst = phase === "preview" || this.preview === undefined;
    const process = (name: string): Phase => {
      const instance = { ...this.instances(name), guard: guardOf(this.killSwitch) };
      return isFirst ? this.shared.preview(instance, claims) : this.shared.update(instance, claims);
    };
    this[phase] = new PhaseSteps(state, process, this.killSwitch);
    return this[phase];
  }
}

/** As the provider's own guard says it (`provider/run/engine-guard.ts`). */
function guardOf(killSwitch: KillSwitch) {
  return {
    assertAlive: async () => {
      if (killSwitch.isKilled) throw new ProviderError("stop: the engine is gone", { code: "engine_gone" });
    },
  };
}
