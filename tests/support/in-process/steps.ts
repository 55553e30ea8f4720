import { isDeepStrictEqual } from "node:util";
import type { Note } from "../../../provider/notes";
import type { PropertyMap, Resource } from "../../../provider/resources/resource";
import type { KillSwitch } from "./kill-switch";
import type { Phase } from "./phase";
import { type Declared, deletions, hiddenInputs, type State, type Step, urnOf } from "./program";
import { apply, decide, type Make, packageIn, policyIn, refresh, versionIn } from "./resource-step";

const makes: Readonly<Record<Declared["type"], Make>> = {
  Package: packageIn,
  PackageVersion: versionIn,
  RetentionPolicy: policyIn,
};

/** A failure after which an engine begins nothing new. Its reasons are among the errors of the phase. */
export class Bail extends Error {
  override readonly name = "Bail";
}

/** One phase of a command: a process for each provider instance, which work on one state. */
export class PhaseSteps {
  readonly steps: Step[] = [];
  readonly errors: string[] = [];
  readonly #processes = new Map<string, Phase>();

  constructor(
    readonly state: State,
    private readonly open: (provider: string) => Phase,
    private readonly killSwitch: KillSwitch,
  ) {}

  get said(): string[] {
    return [...this.#processes.values()].flatMap(({ said }) => said);
  }

  get notes(): Note[] {
    return [...this.#processes.values()].flatMap(({ notes }) => notes);
  }

  /** Checks and compares every resource as it is registered, policies that wait for what they are told last; `carryOut` is called for each in turn. */
  async register(
    program: readonly Declared[],
    plan: readonly Step[] | undefined,
    carryOut: (step: Step) => Promise<void>,
  ): Promise<void> {
    const waits = ({ type, provider = "" }: Declared) =>
      type === "RetentionPolicy" && this.#process(provider).session.tellsPolicies;
    const inOrder = [...program.filter((one) => !waits(one)), ...program.filter(waits)];
    for (const declared of inOrder) {
      const step = await this.guarded(() => this.#decide(declared, program));
      this.#assertPlanned(step, plan);
      this.steps.push(step);
      await carryOut(step);
    }
    this.collectDeletions(program, plan);
  }

  /** What goes at the end: what the program lacks, and what was replaced by now. */
  collectDeletions(program: readonly Declared[], plan?: readonly Step[]): void {
    const others = this.steps.filter(({ operation }) => operation !== "delete");
    const last = deletions(this.state, program);
    for (const step of last) if (!step.old?.isReplaced) this.#assertPlanned(step, plan);
    this.steps.splice(0, this.steps.length, ...others, ...last);
  }

  /** Runs a provider's call; what it throws is an error of the phase. */
  async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.killSwitch.race(work());
    } catch (error) {
      if (this.killSwitch.isKilled || error instanceof Bail) throw error;
      this.errors.push((error as Error).message);
      throw new Bail();
    }
  }

  async carryOut(step: Step): Promise<void> {
    const { operation, declared, old, inputs = {} } = step;
    const urn = urnOf(declared);
    if (operation === "same" && old) this.state.set(urn, { ...old, ...declared, inputs });
    if (operation === "same" || operation === "delete") return;
    await this.guarded(async () => {
      const resource = this.#resource(declared);
      const before = operation === "update" ? old : undefined;
      const { kept, error } = await this.killSwitch.race(apply(resource, inputs, before));
      if (kept && old && operation === "replace") this.state.set(`${urn} ${old.id}`, { ...old, isReplaced: true });
      if (kept) this.state.set(urn, { ...declared, ...kept });
      if (error) throw error;
    });
  }

  /** Goes on after a failure, as an engine that deletes in parallel does. */
  async delete(): Promise<void> {
    const steps = this.steps.filter(({ operation }) => operation === "delete");
    const going = new Set(steps.map(({ declared }) => urnOf(declared)));
    for (const { old } of steps) {
      if (!old) continue;
      const isCovered = old.deletedWith !== undefined && going.has(`Package::${old.deletedWith}`);
      try {
        if (!isCovered) await this.guarded(() => this.#resource(old).delete(old.id, old.outputs));
        this.state.delete(old.isReplaced ? `${urnOf(old)} ${old.id}` : urnOf(old));
      } catch (error) {
        if (!(error instanceof Bail)) throw error;
      }
    }
  }

  /** Reads every resource; an engine that refreshes compares what it got, too, for its display. */
  async refresh(): Promise<void> {
    for (const [urn, old] of [...this.state]) {
      if (old.isReplaced) continue;
      const resource = this.#resource(old);
      const read = await this.guarded(() => refresh(resource, old));
      if (!read) {
        this.state.delete(urn);
        continue;
      }
      await this.guarded(() => resource.diff(read.id, read.outputs, old.inputs));
      const { hasFailed, ...known } = old;
      this.state.set(urn, { ...known, ...read });
    }
  }

  async #decide(declared: Declared, program: readonly Declared[]): Promise<Step> {
    const old = this.state.get(urnOf(declared));
    const resource = this.#resource(declared);
    const { __declared, ...self } =
      declared.type === "RetentionPolicy" ? hiddenInputs(declared, program, this.state) : {};
    const { tellsPolicies } = this.#process(declared.provider ?? "").session;
    const given: PropertyMap = {
      ...declared.inputs,
      ...self,
      ...(tellsPolicies && __declared !== undefined && { __declared }),
    };
    const isElsewhere = old !== undefined && (declared.provider ?? "") !== (old.provider ?? "");
    const { failures, operation, inputs } = await decide(resource, given, old, isElsewhere);
    if (failures.length === 0) return { operation, declared, ...(old && { old }), inputs };
    this.errors.push(...failures.map(({ property, reason }) => `${property}: ${reason}`));
    throw new Bail();
  }

  /** With a plan, a step must be the planned one, by its kind and by each of its checked inputs, hidden ones too. */
  #assertPlanned({ operation, declared, inputs }: Step, plan: readonly Step[] | undefined): void {
    if (!plan) return;
    const urn = urnOf(declared);
    const planned = plan.find((step) => urnOf(step.declared) === urn);
    const isAllowed = operation === "same" || operation === planned?.operation;
    if (planned && isAllowed && isDeepStrictEqual(inputs, planned.inputs)) return;
    this.errors.push(`${urn} violates plan`);
    throw new Bail();
  }

  #resource({ type, provider = "" }: Declared): Resource {
    return makes[type](() => this.#process(provider).session);
  }

  #process(provider: string): Phase {
    const known = this.#processes.get(provider) ?? this.open(provider);
    this.#processes.set(provider, known);
    return known;
  }
}
