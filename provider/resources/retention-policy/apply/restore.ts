import { isProviderError, ProviderError } from "../../../errors";
import type { PackageRef } from "../../../model/reference";
import type { PlannedRestoration } from "../../../retention";
import type { Session } from "../../../session";
import { assertServed, restoreParts } from "../../images";
import type { ApplyLog, RestoredVersion } from "./apply-log";

/** The package that versions come back to. */
export interface RestorationTarget {
  readonly ref: PackageRef;
  /** Names of the active versions, which can't come back a second time. */
  readonly activeNames: ReadonlySet<string>;
}

/**
 * Restores versions in their order, parts before their image. The manifest of an image may not have been readable while the image was deleted. What it lists
 * is then looked up once the image is back, and restored as well.
 * @returns how many came back, and the ids of those that GitHub does not bring back.
 * @throws `incomplete` when images turn out to need more than may come back. `access_denied` when GitHub brings none of them back and still lists them: a missing
 * right looks like that.
 */
export async function restoreVersions(
  session: Session,
  target: RestorationTarget,
  restorations: readonly PlannedRestoration[],
  record: ApplyLog,
  isOverdue: () => boolean,
): Promise<{ restored: number; lost: readonly number[] }> {
  const restorer = new Restorer(session, target, record, new Set(restorations.map(({ versionId }) => versionId)));
  for (const entry of restorations) {
    if (isOverdue()) break;
    if (record.isRestored(target.ref, entry.versionId)) continue;
    const version = { id: entry.versionId, name: entry.name, tags: entry.tags, text: entry.text };
    if ((await restorer.restore(version)) && entry.needsLookup) await restorer.restorePartsOf(entry.name);
  }
  await restorer.assertRight();
  return restorer;
}

class Restorer {
  readonly lost: number[] = [];
  restored = 0;
  /** Names of what came back. */
  private readonly back = new Set<string>();
  private notFound: ProviderError | undefined;
  private readonly ref: PackageRef;

  constructor(
    private readonly session: Session,
    private readonly target: RestorationTarget,
    private readonly record: ApplyLog,
    private readonly shown: ReadonlySet<number>,
  ) {
    this.ref = target.ref;
  }

  async restore(version: RestoredVersion): Promise<boolean> {
    const { session, ref } = this;
    try {
      await (await session.api()).restoreVersion({ ...ref, versionId: version.id });
    } catch (error) {
      if (!isProviderError(error, "not_found") && !isProviderError(error, "not_restorable")) throw error;
      const words = error.githubMessage ?? error.message;
      session.logger.warn(`${ref.name} ${version.id} ${version.text} can't be restored: GitHub says "${words}"`);
      this.lost.push(version.id);
      if (error.status === 404) this.notFound = error;
      return false;
    } finally {
      session.versions.forget(ref);
    }
    this.restored += 1;
    this.back.add(version.name);
    this.record.restoration(ref, version);
    await this.compareTags(version);
    return true;
  }

  /** Fails when the right to restore seems to be missing, which GitHub hides behind a 404. Who has restored one version of a package may restore all. */
  async assertRight(): Promise<void> {
    if (!this.notFound || this.restored > 0) return;
    const { login } = this.ref.owner;
    const listed = new Set((await this.session.versions.list(this.ref, "deleted")).map(({ id }) => id));
    const still = this.lost.filter((id) => listed.has(id)).length;
    if (still === 0) return;
    throw new ProviderError(
      `restore versions of ${login}/${this.ref.name}: GitHub lists ${still} of them as deleted, and answers 404 when they are to be restored. ` +
        "It does so when the token's user lacks the Admin role for the package. Use the token of somebody who has it, or leave them deleted with `restore: false`.",
      { code: "access_denied", status: 404, cause: this.notFound },
    );
  }

  /** Warns of tags that did not come back with their version. GitHub does not document whether they do. A tag that another version has taken since does not. */
  private async compareTags({ id, tags }: RestoredVersion): Promise<void> {
    if (tags.length === 0) return;
    const live = await this.session.versions.fetch(this.ref, id);
    const lacking = tags.filter((tag) => live !== undefined && !live.tags?.includes(tag));
    if (lacking.length > 0)
      this.session.logger.warn(`${this.ref.name} ${id} is back without its tags ${lacking.join(", ")}`);
  }

  async restorePartsOf(digest: string): Promise<void> {
    const { session, ref } = this;
    await assertServed(session, ref, digest);
    const isActive = (name: string) => this.target.activeNames.has(name) || this.back.has(name);
    const lost = await restoreParts(session, ref, digest, isActive, ({ id, name, tags = [] }) => {
      if (!this.shown.has(id) && !this.record.mayRestoreOneMore()) throw this.tooMany(digest);
      return this.restore({ id, name, tags: [...tags].sort(), text: `a part of ${digest}, which needs it` });
    });
    if (lost.length > 0)
      session.logger.warn(
        `${ref.name}: ${digest} is back without ${lost.join(", ")}, which it needs and GitHub does not bring back`,
      );
  }

  private tooMany(digest: string): ProviderError {
    const { owner, name } = this.ref;
    return new ProviderError(
      `restore what ${digest} of ${owner.login}/${name} needs: the image is back, and it has more parts than the preview could know. With all that was shown they are more than maxRestorations allows, so the others stay deleted. ` +
        "Raise maxRestorations, and run again: they come back then.",
      { code: "incomplete" },
    );
  }
}
