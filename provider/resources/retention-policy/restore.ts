import { isProviderError } from "../../errors";
import type { PackageRef } from "../../model/reference";
import type { PlannedRestoration } from "../../retention";
import type { Session } from "../../session";
import type { AuditLog } from "./audit-log";
import { note, type Outcome } from "./outcome";

/**
 * Restores versions in their order, parts before their image. Of an image whose manifest was not readable while it was deleted, what it
 * lists is looked up now that it is back, and restored as well.
 */
export async function restoreVersions(
  session: Session,
  ref: PackageRef,
  restorations: readonly PlannedRestoration[],
  auditLog: AuditLog,
  outcome: Outcome,
): Promise<void> {
  const restorer = new Restorer(session, ref, auditLog, outcome);
  for (const entry of restorations) {
    await restorer.restore({ id: entry.versionId, name: entry.name, tags: entry.tags, text: entry.text });
    if (entry.needsLookup) await restorer.restorePartsOf(entry.name);
  }
}

interface Restorable {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
  readonly text: string;
}

class Restorer {
  private readonly seen = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly ref: PackageRef,
    private readonly auditLog: AuditLog,
    private readonly outcome: Outcome,
  ) {}

  async restore({ id, name, tags, text }: Restorable): Promise<void> {
    const { session, ref } = this;
    try {
      await (await session.api()).restoreVersion({ ...ref, versionId: id });
    } catch (error) {
      if (!isProviderError(error, "not_found") && !isProviderError(error, "not_restorable")) throw error;
      session.logger.warn(
        `${ref.name} ${id} ${text} can't be restored: GitHub says "${error.githubMessage ?? error.message}"`,
      );
      return;
    } finally {
      session.versions.forget(ref);
    }
    note(this.outcome.restored, ref.name, id, text);
    this.auditLog.record({
      time: new Date(session.clock.now()).toISOString(),
      action: "restore",
      owner: ref.owner.login,
      packageType: ref.packageType,
      package: ref.name,
      versionId: id,
      version: name,
      tags,
    });
  }

  async restorePartsOf(digest: string): Promise<void> {
    if (this.seen.has(digest)) return;
    this.seen.add(digest);
    const { session, ref } = this;
    const manifests = await (await session.manifests()).readServed(ref.owner.login, ref.name, [digest]);
    const parts = new Set(manifests.get(digest)?.children.map((child) => child.digest));
    if (parts.size === 0) return;
    const deleted = await session.versions.list(ref, "deleted");
    for (const version of deleted.filter(({ name }) => parts.has(name))) {
      const text = `a part of ${digest}, which needs it`;
      await this.restore({ id: version.id, name: version.name, tags: version.tags ?? [], text });
    }
    for (const part of parts) await this.restorePartsOf(part);
  }
}
