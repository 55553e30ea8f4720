import type { PackageRef } from "../../model/reference";
import type { BoundPlan } from "../../retention";
import type { Session } from "../../session";
import { ApplyToPackage } from "./apply-to-package";
import type { RunRecord } from "./run-record";
import type { EntriesByPackage } from "./runs";
import { countEntries } from "./runs";
import type { SurveyOrder } from "./survey";

export interface ApplyOrder extends SurveyOrder {
  /** Milliseconds since the epoch; after it, nothing new is begun. */
  readonly deadline?: number;
}

/** Applies to GitHub what was shown, package by package. */
export class Apply {
  private readonly begun = new Map<string, ApplyToPackage>();

  constructor(
    private readonly session: Session,
    private readonly order: ApplyOrder,
    /** What was shown; nothing else is done. */
    private readonly shown: BoundPlan,
    private readonly record: RunRecord,
  ) {}

  async run(): Promise<void> {
    const { owner, policy } = this.order;
    for (const name of this.packageNames()) {
      if (this.isOverdue) return;
      const ref: PackageRef = { owner, packageType: policy.packageType, name };
      const shown = planOf(this.shown, name);
      const one = new ApplyToPackage(this.session, this.order, ref, shown, this.record, () => this.isOverdue);
      this.begun.set(name, one);
      await one.run();
    }
  }

  get isOverdue(): boolean {
    return this.order.deadline !== undefined && this.session.clock.now() >= this.order.deadline;
  }

  /** How many entries of what was shown the run has not come to. */
  get left(): { deletions: number; restorations: number } {
    const counts = this.packageNames().map(
      (name) => this.begun.get(name)?.left ?? countParts(planOf(this.shown, name)),
    );
    return {
      deletions: counts.reduce((sum, one) => sum + one.deletions, 0),
      restorations: counts.reduce((sum, one) => sum + one.restorations, 0),
    };
  }

  /** Parts of images that are gone, by the rule of their image: nobody could tell later whose they were. */
  leftovers(): EntriesByPackage {
    const found = [...this.begun].map(([name, one]) => [name, one.leftovers()] as const);
    return Object.fromEntries(found.filter(([, entries]) => Object.keys(entries).length > 0));
  }

  /** Whether a package was read afresh, and has no such active version any more. */
  isKnownToBeGone(name: string, versionId: number): boolean {
    return this.begun.get(name)?.isKnownToBeGone(versionId) ?? false;
  }

  private packageNames(): string[] {
    const { delete: deletions, restore, deletePackages } = this.shown;
    return [...new Set([deletions, restore, deletePackages].flatMap((part) => Object.keys(part ?? {})))].sort();
  }
}

function countParts(plan: BoundPlan): { deletions: number; restorations: number } {
  const restorations = countEntries(plan.restore ? { restore: plan.restore } : {});
  return { deletions: countEntries(plan) - restorations, restorations };
}

function planOf({ delete: deletions, restore, deletePackages }: BoundPlan, name: string): BoundPlan {
  return {
    ...(deletions?.[name] && { delete: { [name]: deletions[name] } }),
    ...(restore?.[name] && { restore: { [name]: restore[name] } }),
    ...(deletePackages?.[name] && { deletePackages: { [name]: deletePackages[name] } }),
  };
}
