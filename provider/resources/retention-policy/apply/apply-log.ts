import type { PackageRef } from "../../../model/reference";
import type { PackagesApi } from "../../../ports";
import { progressOf } from "../../../progress";
import { ofPackage, type PlannedDeletion, type PlannedPackageDeletion, setOfPackage } from "../../../retention";
import type { Session } from "../../../session";
import { emptyOutcome, note, type Outcome } from "../memory";
import type { AuditEntry, AuditLog } from "./audit-log";

/** A version that came back. */
export interface RestoredVersion {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly text: string;
}

/** Records what an apply does while it does it: for the state, in the audit log, and as progress on the engine's screen. */
export class ApplyLog {
  readonly outcome: Outcome;
  private readonly done = { deletions: 0, restorations: 0 };
  /** Restorations that nothing showed: parts of images, known only once their image was back. */
  private found = 0;
  private api: PackagesApi | undefined;
  private readonly progress: (done: number, total: number) => void;

  constructor(
    private readonly session: Session,
    private readonly auditLog: AuditLog,
    blocked: Outcome["blocked"],
    private readonly toDo: {
      readonly deletions: number;
      readonly restorations: number;
      /** How many may come back in all. */
      readonly maxRestorations: number;
    },
  ) {
    const leastSeconds = () =>
      this.api?.estimate({ writes: this.left("deletions"), restores: this.left("restorations") }).seconds;
    this.progress = progressOf(session.clock, session.logger, "deleted or restored", "versions", leastSeconds);
    this.outcome = { ...emptyOutcome(), blocked: structuredClone(blocked) };
  }

  isDeleted({ name }: PackageRef, versionId: number): boolean {
    return ofPackage(this.outcome.deleted, name)?.[versionId] !== undefined;
  }

  isRestored({ name }: PackageRef, versionId: number): boolean {
    return ofPackage(this.outcome.restored, name)?.[versionId] !== undefined;
  }

  isBlocked({ name }: PackageRef, versionId: number): boolean {
    return ofPackage(this.outcome.blocked, name)?.[versionId] !== undefined;
  }

  /** Counts a restoration that was not shown. False, without counting it, when `maxRestorations` does not allow it beside all those that were shown. */
  mayRestoreOneMore(): boolean {
    const { restorations, maxRestorations } = this.toDo;
    if (restorations + this.found >= maxRestorations) return false;
    this.found += 1;
    return true;
  }

  deletion(ref: PackageRef, { versionId, name, tags, rule, text }: PlannedDeletion): void {
    note(this.outcome.deleted, ref.name, versionId, text);
    this.showProgress("deletions");
    this.audit(ref, { action: "delete", versionId, version: name, tags, rule });
  }

  restoration(ref: PackageRef, { id, name, tags, text }: RestoredVersion): void {
    note(this.outcome.restored, ref.name, id, text);
    this.showProgress("restorations");
    this.audit(ref, { action: "restore", versionId: id, version: name, tags });
  }

  packageDeletion(ref: PackageRef, { text }: PlannedPackageDeletion): void {
    setOfPackage(this.outcome.deletedPackages, ref.name, text);
    this.audit(ref, { action: "deletePackage" });
  }

  blocked(ref: PackageRef, versionId: number, why: string): void {
    note(this.outcome.blocked, ref.name, versionId, why);
  }

  private left(kind: "deletions" | "restorations"): number {
    return Math.max(0, this.toDo[kind] - this.done[kind]);
  }

  /** Restoring an index can turn out to need more than was shown to be known. */
  private showProgress(kind: "deletions" | "restorations"): void {
    this.done[kind] += 1;
    const done = this.done.deletions + this.done.restorations;
    if (done === 1) void this.session.api().then((api) => (this.api = api));
    this.progress(done, done + this.left("deletions") + this.left("restorations"));
  }

  private audit(ref: PackageRef, what: Omit<AuditEntry, "time" | "owner" | "packageType" | "package">): void {
    const { owner, packageType, name } = ref;
    const time = new Date(this.session.clock.now()).toISOString();
    this.auditLog.record({ time, owner: owner.login, packageType, package: name, ...what });
  }
}
