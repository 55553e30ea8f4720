import { isProviderError, type ProviderError } from "../../../errors";
import { inParallel } from "../../../in-parallel";
import type { PackageRef } from "../../../model/reference";
import { type BoundPlan, ofPackage } from "../../../retention";
import type { Session } from "../../../session";
import type { TimeLimit } from "../../../time-limit";
import { countByAction, type EntriesByPackage } from "../memory";
import type { ReaderOptions } from "../plan";
import type { ApplyLog } from "./apply-log";
import { ApplyToPackage } from "./apply-to-package";
import { DELETIONS_AT_ONCE } from "./package-deletions";
import { Turns } from "./turns";

/**
 * So many packages are worked on at once. While one is read again, versions of others are deleted, so that many small packages take no longer than the
 * rate budget wants.
 */
const PACKAGES_AT_ONCE = 4;

export interface ApplyOptions extends ReaderOptions {
  /** After it, nothing new is begun. */
  readonly limit?: TimeLimit;
}

/** Applies to GitHub what was shown, package by package, a few at once. */
export class Apply {
  private readonly begun = new Map<string, ApplyToPackage>();
  private readonly turns = new Turns(DELETIONS_AT_ONCE);
  private hasFailed = false;

  constructor(
    private readonly session: Session,
    private readonly options: ApplyOptions,
    /** What was shown; nothing else is done. */
    private readonly shown: BoundPlan,
    private readonly record: ApplyLog,
  ) {}

  /** After the first failure nothing new is begun in any package. What is under way is finished, and then the failure is thrown. */
  async run(): Promise<void> {
    await inParallel(
      this.packageNames(),
      PACKAGES_AT_ONCE,
      (name) => this.applyTo(name),
      () => !this.mustStop,
    );
  }

  get isOverdue(): boolean {
    return this.options.limit?.isOver ?? false;
  }

  /** How many entries of what was shown the run has not come to. */
  get left(): { deletions: number; restorations: number } {
    const counts = this.packageNames().map(
      (name) => this.begun.get(name)?.left ?? countByAction(planOf(this.shown, name)),
    );
    return {
      deletions: counts.reduce((sum, one) => sum + one.deletions, 0),
      restorations: counts.reduce((sum, one) => sum + one.restorations, 0),
    };
  }

  /** How many versions would go by now, and were not shown. */
  get late(): number {
    return [...this.begun.values()].reduce((sum, { late }) => sum + late, 0);
  }

  /** Parts of images that this run has deleted, with the rule of their image. Nobody could tell later whose parts they were. */
  orphanedParts(): EntriesByPackage {
    const found = [...this.begun].map(([name, one]) => [name, one.orphanedParts()] as const);
    return Object.fromEntries(found.filter(([, entries]) => Object.keys(entries).length > 0));
  }

  /** Whether a package was read afresh, and has no such active version any more. */
  isKnownToBeGone(name: string, versionId: number): boolean {
    return this.begun.get(name)?.isKnownToBeGone(versionId) ?? false;
  }

  private get mustStop(): boolean {
    return this.hasFailed || this.isOverdue;
  }

  private async applyTo(name: string): Promise<void> {
    const ref: PackageRef = { owner: this.options.owner, packageType: this.options.policy.packageType, name };
    const shown = planOf(this.shown, name);
    const applying = new ApplyToPackage(
      this.session,
      this.options,
      ref,
      shown,
      this.record,
      this.turns,
      () => this.mustStop,
    );
    this.begun.set(name, applying);
    try {
      await applying.run();
    } catch (error) {
      if (isProviderError(error, "out_of_time")) return this.endInTime(error);
      this.hasFailed = true;
      throw error;
    }
  }

  private endInTime({ message, mayHaveActed }: ProviderError): void {
    this.options.limit?.giveUp();
    if (mayHaveActed) this.session.logger.warn(message);
  }

  private packageNames(): string[] {
    const { delete: deletions, restore, deletePackages } = this.shown;
    return [...new Set([deletions, restore, deletePackages].flatMap((part) => Object.keys(part ?? {})))].sort();
  }
}

function planOf({ delete: deletions, restore, deletePackages }: BoundPlan, name: string): BoundPlan {
  const lines = ofPackage(deletions, name);
  const restorations = ofPackage(restore, name);
  const whole = ofPackage(deletePackages, name);
  return {
    ...(lines && { delete: { [name]: lines } }),
    ...(restorations && { restore: { [name]: restorations } }),
    ...(whole && { deletePackages: { [name]: whole } }),
  };
}
