import { parsePackageId, parseVersionId } from "../../provider/model/reference";
import {
  type JudgedPackage,
  type Judgement,
  judgeRetention,
  type KeepReason,
  labelOf,
  type PolicyInputs,
  parsePolicy,
  planFailures,
  type RetentionVersion,
  rememberGraphs,
  selectPackages,
} from "../../provider/retention";
import { formatFreed, formatSize, type Size, Sizes, sumFreed } from "../../provider/sizes";
import type { Snapshot, SnapshotPackage } from "../snapshot";
import { type Layout, layOut } from "./lay-out";
import {
  type Comparison,
  FATE,
  type Fate,
  type ForecastDay,
  type PlanAnswer,
  type PolicyMistake,
  type RawPolicy,
  type Reason,
} from "./protocol";

export interface PlanRequest {
  readonly policy: RawPolicy;
  readonly base?: RawPolicy | undefined;
  readonly days: number;
}

export type Planned =
  | { readonly outcome: "planned"; readonly answer: PlanAnswer; readonly judged: Judged }
  | { readonly outcome: "mistaken"; readonly mistakes: readonly PolicyMistake[] };

/** A judgement, with what it was made for. */
export interface Judged {
  readonly judgement: Judgement;
  readonly policy: PolicyInputs;
  readonly at: number;
}

const COUNTED_AT_ONCE = 20;

interface SizesOfPackage {
  readonly sizes: Sizes;
  readonly all: Size;
}

/** So many days a forecast looks ahead, and the milliseconds of one. */
export const FORECAST_DAYS = 90;
const DAY = 24 * 60 * 60 * 1000;

/** Plans the packages of one snapshot, again and again: by the provider's own planner, whose words it hands on. */
export class Planner {
  readonly layout: Layout;
  private readonly numbers: ReadonlyMap<RetentionVersion, number>;
  private readonly makeGraph = rememberGraphs();
  private readonly sizes = new Map<string, SizesOfPackage>();
  private base: { readonly by: string; readonly fates: Uint8Array } | undefined;
  private declared: { readonly by: string; readonly packages: readonly SnapshotPackage[] };

  constructor(readonly snapshot: Snapshot) {
    this.layout = layOut(snapshot);
    this.numbers = new Map(this.layout.versions.map((version, number) => [version, number]));
    this.declared = { by: "[]", packages: snapshot.packages };
  }

  plan({ policy: raw, base: rawBase, days }: PlanRequest): Planned {
    const parsed = parsePolicy(raw, { now: this.snapshot.takenAt });
    if (parsed.outcome !== "parsed") {
      return { outcome: "mistaken", mistakes: parsed.outcome === "failed" ? parsed.failures : [] };
    }
    const base = rawBase === undefined ? undefined : parsePolicy(rawBase, { wasInEffect: true });
    const before = base?.outcome === "parsed" ? base.inputs : undefined;
    const judged = this.judge(parsed.inputs, before, days);
    const answer = this.answer(judged);
    const compared = before && compare(this.fatesOf(rawBase, before, days), answer.fates);
    return { outcome: "planned", answer: { ...answer, ...(compared && { compared }) }, judged };
  }

  /** What is compared with changes seldom. */
  private fatesOf(raw: RawPolicy | undefined, policy: PolicyInputs, days: number): Uint8Array {
    const by = JSON.stringify([raw, days]);
    if (this.base?.by !== by) this.base = { by, fates: this.answer(this.judge(policy, undefined, days)).fates };
    return this.base.fates;
  }

  /** How many versions will have gone so many days later, and how many will be left, if nothing is published. */
  foresee(policy: PolicyInputs, day: number): ForecastDay {
    const { packages } = this.judge(policy, undefined, day).judgement;
    const gone = packages.reduce((sum, one) => sum + one.deleted, 0);
    const left = packages.reduce((sum, one) => sum + one.total, 0) - gone;
    return { day, gone, left, ...(policy.packageType === "container" && { bytes: this.bytes(packages) }) };
  }

  /** Counts what some more packages are made of, so that no question waits for all of them. Whether none is left. */
  countSome(): boolean {
    const left = this.snapshot.packages.filter((one) => one.packageType === "container" && !this.sizes.has(one.name));
    for (const { name } of left.slice(0, COUNTED_AT_ONCE)) this.sizesOf(name);
    return left.length <= COUNTED_AT_ONCE;
  }

  private bytes(packages: readonly JudgedPackage[]): NonNullable<ForecastDay["bytes"]> {
    const counted = packages.map(({ name, evaluated, attributed }) => {
      const { sizes, all } = this.sizesOf(name);
      const going = [...attributed.keys()].flatMap((place) => evaluated.packageGraph.versions[place]?.name ?? []);
      return { all, freed: sizes.freed(going) };
    });
    const freed = sumFreed(counted.map((one) => one.freed));
    const all = sumFreed(counted.map((one) => ({ ...one.all, isAtMost: false })));
    const left = { bytes: all.bytes - freed.bytes, unknown: all.unknown - freed.unknown };
    return { freed: formatFreed(freed), left: formatSize(left) };
  }

  /** Of a container package, made once. */
  private sizesOf(name: string): SizesOfPackage {
    const known = this.sizes.get(name);
    if (known !== undefined) return known;
    const found = this.snapshot.packages.find((one) => one.name === name && one.packageType === "container");
    const names = found?.versions.map((version) => version.name) ?? [];
    const sizes = new Sizes(names, found?.manifests ?? new Map());
    const made = { sizes, all: sizes.of(names) };
    this.sizes.set(name, made);
    return made;
  }

  numberOf(version: RetentionVersion): number {
    return this.numbers.get(version) ?? -1;
  }

  private judge(policy: PolicyInputs, effective: PolicyInputs | undefined, days: number): Judged {
    const { takenAt } = this.snapshot;
    const at = (policy.asOf ?? takenAt) + days * DAY;
    const judgement = judgeRetention(
      {
        policy,
        ...(effective && { effectivePolicy: effective }),
        evaluatedAt: at,
        now: takenAt + days * DAY,
        packages: this.covered(policy),
      },
      this.makeGraph,
    );
    return { judgement, policy, at };
  }

  private covered(policy: PolicyInputs): readonly SnapshotPackage[] {
    const { packageType } = policy;
    const ofType = this.withKept(policy.keep ?? []).filter((one) => one.packageType === packageType);
    const selected = new Set(
      selectPackages(
        policy,
        ofType.map(({ name }) => name),
      ).selected,
    );
    return ofType.filter(({ name }) => selected.has(name));
  }

  /** The packages with what the policy itself says that the program declares. They stay the same objects while it says the same. */
  private withKept(keep: readonly string[]): readonly SnapshotPackage[] {
    const by = JSON.stringify(keep);
    if (this.declared.by === by) return this.declared.packages;
    const packages = this.snapshot.packages.map((one) => {
      const isThis = (id: { packageType: string; name: string; login: string } | undefined) =>
        id?.packageType === one.packageType &&
        id.name === one.name &&
        id.login.toLowerCase() === this.snapshot.owner.toLowerCase();
      const versions = keep.map(parseVersionId).filter(isThis);
      if (versions.length === 0 && !keep.map(parsePackageId).some(isThis)) return one;
      const selectors = versions.flatMap((id) => (id ? { kind: "versionId" as const, value: id.versionId } : []));
      return { ...one, declared: [...(one.declared ?? []), ...selectors], declaredPackage: true };
    });
    this.declared = { by, packages };
    return packages;
  }

  private answer({ judgement, policy }: Judged): PlanAnswer {
    const size = this.layout.versions.length;
    const fates = new Uint8Array(size);
    const reasons = new Uint16Array(size);
    const told = new Told();
    for (const one of judgement.packages) {
      const index = this.snapshot.packages.findIndex(
        ({ name, packageType }) => name === one.name && packageType === policy.packageType,
      );
      const start = this.layout.starts[index] as number;
      const { length } = this.snapshot.packages[index]?.versions ?? [];
      fates.fill(FATE.gone, start + length, this.layout.starts[index + 1]);
      this.mark(one, start, length, fates, reasons, told);
    }
    const counts = new Array<number>(Object.keys(FATE).length).fill(0);
    for (const fate of fates) counts[fate] = (counts[fate] as number) + 1;
    const { packages, failures, skipped } = judgement;
    return {
      fates,
      reasons,
      told: told.reasons,
      counts,
      stops: planFailures(judgement),
      unreadable: [...failures, ...skipped],
      wholePackages: packages.filter((one) => one.evaluated.evaluation.deletesPackage).map(({ name }) => name),
    };
  }

  /** @param length how many active versions its listing has: the planner leaves repeats out */
  private mark(
    { evaluated, attributed, total }: JudgedPackage,
    start: number,
    length: number,
    fates: Uint8Array,
    reasons: Uint16Array,
    told: Told,
  ): void {
    const { packageGraph, evaluation, restored } = evaluated;
    packageGraph.versions.forEach((version, place) => {
      const number = place < total && total === length ? start + place : this.numberOf(version);
      const rule = attributed.get(place)?.rule;
      const reason = evaluation.reasons[place];
      if (place >= total) {
        fates[number] = FATE.back;
        reasons[number] = told.number(restored.get(version)?.keptBy);
      } else if (rule !== undefined) {
        fates[number] = FATE.goes;
        reasons[number] = told.number({ kind: "rule", rule });
      } else {
        fates[number] = fateOf(reason);
        reasons[number] = told.number(reason);
      }
    });
  }
}

/** The reasons of one plan, each once. */
class Told {
  readonly reasons: Reason[] = [];
  private readonly numbers = new Map<string, number>();

  number(reason: KeepReason | undefined): number {
    if (reason === undefined) return 0;
    const key = reason.kind === "rule" ? `rule ${reason.rule}` : labelOf(reason);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.reasons.push(reason.kind === "rule" ? { rule: reason.rule } : { words: labelOf(reason) });
    this.numbers.set(key, this.reasons.length);
    return this.reasons.length;
  }
}

function fateOf(reason: KeepReason | undefined): Fate {
  switch (reason?.kind) {
    case undefined:
      return FATE.none;
    case "rule":
      return FATE.keptByRule;
    case "needed":
      return FATE.needed;
    case "blocked":
      return FATE.blocked;
    case "unmatched":
      return FATE.unmatched;
    default:
      return FATE.protected;
  }
}

function compare(before: Uint8Array, after: Uint8Array): Comparison {
  const goNow: number[] = [];
  const stayNow: number[] = [];
  before.forEach((fate, number) => {
    const [went, goes] = [fate === FATE.goes, after[number] === FATE.goes];
    if (goes && !went) goNow.push(number);
    if (went && !goes) stayNow.push(number);
    if (after[number] === FATE.back) stayNow.push(number);
  });
  return { before, goNow: Uint32Array.from(goNow), stayNow: Uint32Array.from(stayNow) };
}
