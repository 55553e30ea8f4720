import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type {
  Answer,
  Fate,
  ForecastDay,
  PlanAnswer,
  PolicyMistake,
  Question,
  RawPolicy,
  ReadPolicy,
  Why,
} from "../../worker/protocol";
import { type Data, labelOf, type Span } from "./data";
import { type Draft, draftOf, policyOf } from "./draft";
import { linkOf } from "./link";

/** Which of the differences of two policies the list shows. */
export type Difference = "goNow" | "stayNow";

/** A policy to compare with. */
export interface Base {
  readonly name: string;
  readonly policy: RawPolicy;
}

/** All that the page knows, and what happens when some of it changes. */
export class Model {
  readonly draft: Signal<Draft>;
  readonly policy: ReadonlySignal<RawPolicy>;
  readonly bases: Signal<readonly Base[]>;
  /** Of `bases`; undefined to compare with nothing. */
  readonly base: Signal<Base | undefined>;
  /** So many days from now. */
  readonly days = signal(0);

  /** The last plan that there is. While the draft has mistakes, that of the draft before them. */
  readonly plan = signal<PlanAnswer | undefined>(undefined);
  readonly mistakes = signal<readonly PolicyMistake[]>([]);
  readonly isPlanning = signal(true);
  readonly forecast = signal<readonly ForecastDay[]>([]);

  readonly window: Signal<Span>;
  readonly selected = signal<number | undefined>(undefined);
  readonly why = signal<Why | undefined>(undefined);
  readonly hidden = signal<ReadonlySet<Fate>>(new Set());
  readonly query = signal("");
  readonly onlyPackage = signal<number | undefined>(undefined);
  readonly difference = signal<Difference | undefined>(undefined);
  /** The numbers of the versions in the list. */
  readonly rows: ReadonlySignal<Uint32Array>;
  /** How many versions each rule decides about. */
  readonly decidedBy: ReadonlySignal<ReadonlyMap<string, number>>;

  private seq = 0;
  private forecastOf: RawPolicy | undefined;
  private asked = 0;
  private askedWhy = 0;
  private readonly waiting = new Map<number, (found: ReadPolicy) => void>();
  private readonly searched: ReadonlySignal<readonly string[]>;

  constructor(
    readonly data: Data,
    private readonly send: (question: Question) => void,
    policy: RawPolicy,
  ) {
    this.draft = signal(draftOf(policy));
    this.policy = computed(() => policyOf(this.draft.value));
    this.bases = signal(
      data.snapshot.policies.map(({ name, inputs, effective }) => ({ name, policy: effective ?? inputs })),
    );
    this.base = signal(this.bases.value[0]);
    this.window = signal(data.span);
    this.searched = computed(() =>
      data.layout.versions.map((version, number) =>
        `${data.snapshot.packages[data.layout.packageOf[number] as number]?.name} ${labelOf(version)} ${version.name} ${version.id}`.toLowerCase(),
      ),
    );
    this.rows = computed(() => this.filtered());
    this.decidedBy = computed(() => decided(this.plan.value));
    effect(() => this.askForPlan());
    effect(() => this.askWhy());
    effect(() => rememberInLink(this.policy.value));
  }

  receive(answer: Answer): void {
    switch (answer.kind) {
      case "plan":
        if (answer.seq !== this.seq) return;
        batch(() => {
          this.plan.value = answer;
          this.mistakes.value = [];
          this.isPlanning.value = false;
          if (answer.compared === undefined) this.difference.value = undefined;
        });
        break;
      case "mistakes":
        if (answer.seq !== this.seq) return;
        batch(() => {
          this.mistakes.value = answer.mistakes;
          this.isPlanning.value = false;
        });
        break;
      case "forecast":
        if (answer.seq === this.seq) this.forecast.value = answer.days;
        break;
      case "why":
        if (answer.ask === this.askedWhy) this.why.value = answer.why;
        break;
      case "read":
        this.waiting.get(answer.ask)?.(answer.found);
        this.waiting.delete(answer.ask);
        break;
    }
  }

  /** The policies in a text that somebody pasted. */
  read(text: string): Promise<ReadPolicy> {
    this.asked += 1;
    const ask = this.asked;
    return new Promise((resolve) => {
      this.waiting.set(ask, resolve);
      this.send({ kind: "read", ask, text });
    });
  }

  load(policy: RawPolicy): void {
    this.draft.value = draftOf(policy);
  }

  /** Remembers the draft as it is, to compare with. */
  pin(): void {
    const pinned = { name: "the draft as it was", policy: this.policy.value };
    this.bases.value = [...this.bases.value.filter(({ name }) => name !== pinned.name), pinned];
    this.base.value = pinned;
  }

  private askForPlan(): void {
    const [policy, base, days] = [this.policy.value, this.base.value, this.days.value];
    this.seq += 1;
    this.isPlanning.value = true;
    if (this.forecastOf !== policy) {
      this.forecastOf = policy;
      this.forecast.value = [];
    }
    this.send({ kind: "plan", seq: this.seq, policy, days, ...(base && { base: base.policy }) });
  }

  /** Again with each plan: it may have another reason now. */
  private askWhy(): void {
    const version = this.selected.value;
    if (version === undefined || this.plan.value === undefined) {
      this.why.value = undefined;
      return;
    }
    this.asked += 1;
    this.askedWhy = this.asked;
    this.send({ kind: "why", ask: this.asked, version });
  }

  private filtered(): Uint32Array {
    const [plan, hidden, query, only, difference] = [
      this.plan.value,
      this.hidden.value,
      this.query.value.trim().toLowerCase(),
      this.onlyPackage.value,
      this.difference.value,
    ];
    const { newestFirst, layout } = this.data;
    const chosen = difference && plan?.compared ? new Set(plan.compared[difference]) : undefined;
    return newestFirst.filter(
      (number) =>
        (only === undefined || layout.packageOf[number] === only) &&
        (plan === undefined || !hidden.has(plan.fates[number] as Fate)) &&
        (chosen === undefined || chosen.has(number)) &&
        (query === "" || (this.searched.value[number] as string).includes(query)),
    );
  }
}

function decided(plan: PlanAnswer | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (plan === undefined) return counts;
  const tally = new Uint32Array(plan.told.length + 1);
  for (const reason of plan.reasons) tally[reason] = (tally[reason] as number) + 1;
  plan.told.forEach((reason, index) => {
    if ("rule" in reason) counts.set(reason.rule, tally[index + 1] as number);
  });
  return counts;
}

function rememberInLink(policy: RawPolicy): void {
  history.replaceState(null, "", linkOf(policy));
}
