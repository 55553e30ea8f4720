import { type Fault, startEmulator } from "../../emulator";
import { type CommandResult, InProcessEngine } from "../support/in-process/engine";
import type { Instance } from "../support/in-process/phase";
import type { Declared, State, Step } from "../support/in-process/program";
import { VirtualTime } from "../support/virtual-time";
import { initialWorld, SECOND_TOKEN } from "./initial-world";
import type { HostObserved, Observed } from "./observed";
import { act, organization } from "./others";
import { declared } from "./program";
import type { Command, Deed, Edit, History, What } from "./story";
import { arm } from "./troubles";
import { type PackagePicture, Witness } from "./witness";

const DAY = 86_400_000;

/** So often nothing has come when nothing comes any more. */
const QUIET_LOOKS = 5;

const CONFIG = { "github-packages:retryDelayMs": "0", "github-packages:maxRetries": "1" };

/** Plays a history: others act on GitHub, the program changes, and commands run. */
export class Player {
  readonly engine: InProcessEngine;
  readonly #program = new Map<What, Declared>();
  #plan: readonly Step[] | undefined;

  private constructor(
    private readonly main: Witness,
    private readonly other: Witness,
    private readonly time: VirtualTime,
    tellsPolicies: boolean,
  ) {
    const instances: Readonly<Record<string, Instance>> = {
      "": { emulator: main.emulator, host: "github.com" },
      second: { emulator: main.emulator, host: "github.com", token: SECOND_TOKEN },
      "other host": { emulator: other.emulator, host: "ghes.example.com" },
    };
    const shared = { clock: time, requestClock: time, config: CONFIG, tellsPolicies };
    this.engine = new InProcessEngine((name) => ({ ...(instances[name] as Instance), ...shared }));
  }

  static async start({ limits, lastTagged, tellsPolicies }: History): Promise<Player> {
    const behaviors = { lastTaggedVersion: lastTagged, dockerTypeOfContainers: "accepted" as const };
    const options = { behaviors, rateLimits: limits ? { pointsPerMinute: 120 } : (false as const) };
    const main = await startEmulator({ ...options, seed: initialWorld() });
    const other = await startEmulator({
      ...options,
      profile: "ghes-3.18",
      seed: initialWorld(),
      clock: { now: () => main.world.now() },
    });
    return new Player(new Witness(main), new Witness(other), new VirtualTime(() => main.world), tellsPolicies);
  }

  async close(): Promise<void> {
    await Promise.all([this.main.emulator.close(), this.other.emulator.close()]);
  }

  get program(): readonly Declared[] {
    return [...this.#program.values()];
  }

  act(deed: Deed): void {
    const login = organization(this.main.world);
    this.main.asOthers(() => act(this.main.world, deed));
    if (deed.deed !== "rename owner" || !deed.programFollows) return;
    const owner = organization(this.main.world);
    for (const [what, one] of this.#program) {
      if (String(one.inputs.owner).toLowerCase() !== login || one.provider === "other host") continue;
      this.#program.set(what, { ...one, inputs: { ...one.inputs, owner } });
    }
  }

  edit(edit: Edit): void {
    if (edit.edit === "remove") {
      this.#program.delete(edit.what);
      return;
    }
    const { emulator } = edit.provider === "other host" ? this.other : this.main;
    this.#program.set(edit.what, declared(edit, emulator));
  }

  /** @returns undefined for the application of a plan when none was saved. */
  async run(command: Command): Promise<Observed | undefined> {
    const plan = command.command === "up --plan" ? this.#plan : undefined;
    if (command.command === "up --plan" && !plan) return undefined;
    const { program } = this;
    const before: State = new Map(this.engine.state);
    const watches = [this.main, this.other].map((witness) => new Watch(witness));
    const disturbance = new Disturbance(this, this.main, command);
    const beginUpdate = () => {
      for (const watch of watches) watch.beginUpdate();
      disturbance.beginUpdate();
    };
    this.time.ahead = (command.clockAheadDays ?? 0) * DAY;
    const result = await this.#carryOut(command, program, plan, beginUpdate);
    this.time.ahead = 0;
    disturbance.end();
    if (result.errors.length > 0) await this.#untilNothingComes();
    if (command.command === "save plan") this.#plan = result.errors.length === 0 ? result.preview : undefined;
    const [main, other] = watches as [Watch, Watch];
    const hosts = [main.observed("github.com", ["", "second"]), other.observed("ghes.example.com", ["other host"])];
    return { command, program, plan, before, after: new Map(this.engine.state), result, hosts };
  }

  /** The processes of a command that failed would have ended; here, what they were at goes on, and is not to be taken for the next one's doing. */
  async #untilNothingComes(): Promise<void> {
    const emulators = [this.main.emulator, this.other.emulator];
    const count = () => emulators.reduce((sum, { requests }) => sum + requests.length, 0);
    for (let seen = count(), quiet = 0; quiet < QUIET_LOOKS; ) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      quiet = count() === seen && !this.time.hasSleepers ? quiet + 1 : 0;
      seen = count();
    }
  }

  async #carryOut(
    { command, refreshes = false, skipsPreview = false, isEager = false }: Command,
    program: readonly Declared[],
    plan: readonly Step[] | undefined,
    beginUpdate: () => void,
  ): Promise<CommandResult> {
    switch (command) {
      case "preview":
      case "save plan":
        return this.engine.preview(program, { refreshes });
      case "refresh":
        beginUpdate();
        return this.engine.refresh();
      case "destroy":
        beginUpdate();
        return this.engine.destroy();
      default:
        if (skipsPreview) beginUpdate();
        return this.engine.up(program, {
          refreshes,
          skipsPreview,
          isEager,
          between: beginUpdate,
          ...(plan && { plan }),
        });
    }
  }
}

/** What goes wrong with a command, and what others do meanwhile. */
class Disturbance {
  readonly #faults: Fault[] = [];

  constructor(
    private readonly player: Player,
    private readonly witness: Witness,
    private readonly command: Command,
  ) {
    witness.emulator.faults.lag.settings = command.lag ?? {};
    this.#arm("preview");
  }

  beginUpdate(): void {
    const { between = [], during, killedAt } = this.command;
    for (const deed of between) this.player.act(deed);
    const { faults } = this.witness.emulator;
    if (during) {
      const run = () => {
        for (const deed of during.deeds) this.player.act(deed);
      };
      this.#faults.push(faults.add({ skip: during.request, run }));
    }
    if (killedAt !== undefined) this.#faults.push(faults.add({ skip: killedAt, run: () => this.player.engine.kill() }));
    this.#arm("update");
  }

  end(): void {
    this.witness.emulator.faults.clear();
  }

  #arm(phase: "preview" | "update"): void {
    for (const trouble of this.command.troubles ?? []) {
      if (trouble.phase === phase) arm(this.witness.emulator, trouble);
    }
  }
}

/** One host, watched while a command runs. */
class Watch {
  readonly #from: number;
  readonly #atStart: readonly PackagePicture[];
  readonly #startedAt: number;
  #updateBeganAt: number | undefined;
  #atUpdate: readonly PackagePicture[] = [];

  constructor(private readonly witness: Witness) {
    this.#from = witness.changes.length;
    this.#atStart = witness.picture();
    this.#startedAt = witness.world.now();
    witness.emulator.clearRequests();
  }

  beginUpdate(): void {
    this.#updateBeganAt = this.witness.world.now();
    this.#atUpdate = this.witness.picture();
  }

  observed(name: string, providers: readonly string[]): HostObserved {
    const { witness } = this;
    return {
      name,
      providers,
      changes: witness.changes.slice(this.#from),
      taggings: witness.taggings,
      atStart: this.#atStart,
      atUpdate: this.#atUpdate,
      atEnd: witness.picture(),
      startedAt: this.#startedAt,
      updateBeganAt: this.#updateBeganAt,
      lastStatus: new Map(witness.emulator.requests.map(({ method, path, status }) => [`${method} ${path}`, status])),
    };
  }
}
