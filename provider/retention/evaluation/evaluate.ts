import { agesHold, type CompiledPolicy, type CompiledRule, MATCH } from "../matching";
import { answersForItself, type DeleteMatches, matchDeleteRules } from "./delete-matches";
import type { Place } from "./graph";
import { notReachedByDeletions, spread } from "./keep-closure";
import type { KeepReason } from "./keep-reason";
import { lackOf, newestToRescue } from "./last-version";
import { isRootAmong, type MatchTable, matchTable, type PackageGraph } from "./package-graph";
import { NewestFirst, slotHolders } from "./slots";

const DECLARED: KeepReason = { kind: "declared" };
const YOUNG: KeepReason = { kind: "young" };
const BLOCKED: KeepReason = { kind: "blocked" };
const ORPHAN: KeepReason = { kind: "orphanReferrer" };
const UNMATCHED: KeepReason = { kind: "unmatched" };
const NEEDED: KeepReason = { kind: "needed" };
const LAST_VERSION: KeepReason = { kind: "lastVersion" };
/** Why everything of a package stays, when nobody knows what a declared version needs that is not active. */
export const AWAITED: KeepReason = { kind: "awaited" };

/** Why everything of a package stays, when too little is known of what is to come back. */
export const MAY_BE_NEEDED: KeepReason = { kind: "mayBeNeeded" };

/** What a policy makes of a package. Places are those of its graph. */
export interface Evaluation extends DeleteMatches {
  readonly kept: Uint8Array;
  /** Of kept versions. */
  readonly reasons: readonly (KeepReason | undefined)[];
  /** What takes part in the count of `mostRecent`. */
  readonly competes: Uint8Array;
  /** The rules would leave nothing, nothing tagged, or no image. */
  readonly allMatched: boolean;
  /** ... and the policy answers that by deleting the package. */
  readonly deletesPackage: boolean;
}

/**
 * Evaluates the versions of one package under one policy: steps 1 to 9 of docs/retention.md ("Exactly, step by step"), each marked where it is done.
 * `instants` is the moment against which each version's ages are measured.
 */
export function evaluate(packageGraph: PackageGraph, policy: CompiledPolicy, instants: Float64Array): Evaluation {
  return new Evaluator(packageGraph, policy, instants).evaluate();
}

/** The same evaluation, with everything that it would let go kept after all. */
export function withoutDeletions(evaluation: Evaluation, because: KeepReason): Evaluation {
  const kept = new Uint8Array(evaluation.kept.length).fill(1);
  const reasons = Array.from(evaluation.reasons, (reason) => reason ?? because);
  return { ...evaluation, kept, reasons, allMatched: false, deletesPackage: false };
}

class Evaluator {
  private readonly deleteMatches: DeleteMatches;
  private readonly keepTable: MatchTable;
  private readonly order: NewestFirst;
  private readonly isRoot: Uint8Array;
  private readonly competes: Uint8Array;
  private readonly ruleReasons: ReadonlyMap<CompiledRule, KeepReason>;
  private readonly kept: Uint8Array;
  private readonly wanted: Uint8Array;
  private reasons: (KeepReason | undefined)[] = [];
  private readonly rescued = new Set<Place>();

  constructor(
    private readonly packageGraph: PackageGraph,
    private readonly policy: CompiledPolicy,
    private readonly instants: Float64Array,
  ) {
    this.deleteMatches = matchDeleteRules(packageGraph, policy, matchTable(packageGraph, policy.deleteRules), instants);
    this.keepTable = matchTable(packageGraph, policy.keepRules);
    this.order = new NewestFirst(packageGraph);
    const { roles, orphaned } = this.deleteMatches;
    this.isRoot = Uint8Array.from(roles, (role, place) => (role === "root" && orphaned[place] === 0 ? 1 : 0));
    this.competes = this.isRoot.slice();
    this.ruleReasons = new Map(policy.keepRules.map((rule) => [rule, { kind: "rule", rule: rule.name }]));
    this.kept = new Uint8Array(packageGraph.versions.length);
    this.wanted = new Uint8Array(packageGraph.versions.length);
  }

  /** Steps 4 to 8, repeated until nothing changes. */
  evaluate(): Evaluation {
    for (;;) {
      this.keep();
      if (this.newRootsCompete()) continue;
      const { roles } = this.deleteMatches;
      const lack = lackOf(this.packageGraph, roles, this.kept);
      if (lack === undefined) return this.evaluation(this.rescued.size > 0, false);
      if (this.policy.onAllMatched === "error") return this.evaluation(true, false);
      if (this.mayDeletePackage()) return this.evaluation(true, true);
      const found = newestToRescue(this.packageGraph, roles, lack);
      if (found === undefined || this.kept[found] === 1) return this.evaluation(true, false);
      this.rescued.add(found);
    }
  }

  private evaluation(allMatched: boolean, deletesPackage: boolean): Evaluation {
    const { kept, reasons } = this;
    return { ...this.deleteMatches, kept, reasons, competes: this.published(), allMatched, deletesPackage };
  }

  /** Step 8, `onAllMatched: "deletePackage"`. */
  private mayDeletePackage(): boolean {
    const nothingKept = !this.kept.includes(1);
    return (
      this.policy.onAllMatched === "deletePackage" &&
      nothingKept &&
      !this.packageGraph.declaredPackage &&
      !this.packageGraph.awaitsSome
    );
  }

  /** Steps 4 to 6: what is kept by itself, what that keeps, and what nothing gives a reason to go. */
  private keep(): void {
    this.kept.fill(0);
    this.wanted.fill(0);
    this.reasons = this.ruleKeeps();
    const start: Place[] = [];
    for (let place = 0; place < this.kept.length; place++) {
      const reason = this.useOf(place) ?? this.reasons[place] ?? this.ownReason(place);
      this.reasons[place] = reason;
      if (reason === undefined) continue;
      this.kept[place] = 1;
      if (reason.kind === "rule" || reason.kind === "inUse" || this.isWantedAnyway(place)) this.wanted[place] = 1;
      start.push(place);
    }
    this.spreadFrom(start);
    this.spreadFrom(notReachedByDeletions(this.packageGraph.graph, this.kept, this.deleteMatches.matchedBy));
  }

  private spreadFrom(start: readonly Place[]): void {
    spread(this.packageGraph.graph, this.kept, this.wanted, start, (place) => {
      this.reasons[place] = NEEDED;
    });
  }

  /** Step 4 (c): the first keep rule, in the order of names, that keeps a version. */
  private ruleKeeps(): (KeepReason | undefined)[] {
    const reasons = new Array<KeepReason | undefined>(this.kept.length).fill(undefined);
    for (const rule of this.policy.keepRules) {
      const held = rule.mostRecent === undefined ? this.keepTable.get(rule) : this.slots(rule);
      const times = rule.byUpdate ? this.packageGraph.updatedAt : this.packageGraph.createdAt;
      for (let place = 0; place < reasons.length; place++) {
        if (held?.[place] !== MATCH || reasons[place] !== undefined) continue;
        if (agesHold(rule, times[place] as number, this.instants[place] as number)) {
          reasons[place] = this.ruleReasons.get(rule);
        }
      }
    }
    return reasons;
  }

  /** Step 7. */
  private slots(rule: CompiledRule): Uint8Array {
    return slotHolders(this.packageGraph, rule, this.keepTable, this.order, this.isRoot, this.published());
  }

  private published(): Uint8Array {
    return this.competes.map((competes, place) => (competes === 1 && this.age(place) >= 0 ? 1 : 0));
  }

  private age(place: Place): number {
    return (this.instants[place] as number) - (this.packageGraph.createdAt[place] as number);
  }

  private isYoung(place: Place): boolean {
    return this.age(place) < this.policy.minAge;
  }

  private isWantedAnyway(place: Place): boolean {
    return this.packageGraph.declared[place] === 1 || this.isYoung(place) || this.rescued.has(place);
  }

  /** Step 4 (f). It is told before all others, because it says by what. */
  private useOf(place: Place): KeepReason | undefined {
    const by = this.packageGraph.inUse.get(place);
    return by === undefined ? undefined : { kind: "inUse", by };
  }

  /** Step 4 (a), (b), (d) and (e), and what step 8 keeps. */
  private ownReason(place: Place): KeepReason | undefined {
    if (this.packageGraph.declared[place] === 1) return DECLARED;
    if (this.isYoung(place)) return YOUNG;
    if (this.packageGraph.awaited[place] === 1) return AWAITED;
    if (this.packageGraph.blocked[place] === 1) return BLOCKED;
    if (this.rescued.has(place)) return LAST_VERSION;
    const role = this.deleteMatches.roles[place] ?? "root";
    const isUnmatched =
      this.deleteMatches.matchedBy[place] === undefined && answersForItself(this.packageGraph, place, role);
    if (!isUnmatched) return undefined;
    return role === "orphanReferrer" ? ORPHAN : UNMATCHED;
  }

  /** Step 7: what becomes a root by this plan takes part in the count. */
  private newRootsCompete(): boolean {
    if (!this.policy.keepRules.some((rule) => rule.mostRecent !== undefined)) return false;
    let found = false;
    for (let place = 0; place < this.kept.length; place++) {
      if (this.competes[place] === 1 || this.deleteMatches.orphaned[place] === 1) continue;
      if (!isRootAmong(this.packageGraph, this.kept, place)) continue;
      this.competes[place] = 1;
      found = true;
    }
    return found;
  }
}
