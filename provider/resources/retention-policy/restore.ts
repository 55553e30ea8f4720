import { isProviderError, ProviderError } from "../../errors";
import { lastDeletedOfEachName } from "../../model/deletion";
import type { PackageRef } from "../../model/reference";
import type { ManifestFacts } from "../../registry/manifests";
import type { PlannedRestoration } from "../../retention";
import type { Session } from "../../session";
import type { RestoredVersion, RunRecord } from "./run-record";

/** How long a registry is given to serve a manifest again that is back: not documented, so a few seconds. */
const SERVED_AFTER_MILLISECONDS = [500, 1000, 2000, 4000];

/** The package that versions come back to. */
export interface RestorationPlace {
  readonly ref: PackageRef;
  /** Names of the active versions, which can't come back a second time. */
  readonly activeNames: ReadonlySet<string>;
}

/**
 * Restores versions in their order, parts before their image. Of an image whose manifest was not readable while it was deleted, what it
 * lists is looked up now that it is back, and restored as well.
 * @returns how many came back, and the ids of those that GitHub does not bring back.
 * @throws `access_denied` when it brings none of them back and still lists them: a missing right looks like that.
 */
export async function restoreVersions(
  session: Session,
  place: RestorationPlace,
  restorations: readonly PlannedRestoration[],
  record: RunRecord,
  isOverdue: () => boolean,
): Promise<{ restored: number; lost: readonly number[] }> {
  const restorer = new Restorer(session, place, record);
  for (const entry of restorations) {
    if (isOverdue()) break;
    if (record.isRestored(place.ref, entry.versionId)) continue;
    const version = { id: entry.versionId, name: entry.name, tags: entry.tags, text: entry.text };
    if ((await restorer.restore(version)) && entry.needsLookup) await restorer.restorePartsOf(entry.name);
  }
  await restorer.assertRight();
  return restorer;
}

class Restorer {
  readonly lost: number[] = [];
  restored = 0;
  private notFound: ProviderError | undefined;
  private readonly ref: PackageRef;

  constructor(
    private readonly session: Session,
    private readonly place: RestorationPlace,
    private readonly record: RunRecord,
  ) {
    this.ref = place.ref;
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
    this.record.restoration(ref, version);
    await this.compareTags(version);
    return true;
  }

  /** GitHub says 404 to somebody who may not restore, too. Who has restored one version of a package may restore all. */
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

  /** Whether tags come back with their version is not documented. Those that another version has taken since don't. */
  private async compareTags({ id, tags }: RestoredVersion): Promise<void> {
    if (tags.length === 0) return;
    const live = await this.session.versions.fetch(this.ref, id);
    const lacking = tags.filter((tag) => live !== undefined && !live.tags?.includes(tag));
    if (lacking.length > 0)
      this.session.logger.warn(`${this.ref.name} ${id} is back without its tags ${lacking.join(", ")}`);
  }

  async restorePartsOf(digest: string): Promise<void> {
    const parts = new Set((await this.manifestOf(digest)).children.map((child) => child.digest));
    for (const part of parts) if (this.place.activeNames.has(part)) parts.delete(part);
    if (parts.size === 0) return;
    const deleted = await this.session.versions.list(this.ref, "deleted");
    for (const version of lastDeletedOfEachName(deleted.filter(({ name }) => parts.has(name)))) {
      const text = `a part of ${digest}, which needs it`;
      const isBack = await this.restore({
        id: version.id,
        name: version.name,
        tags: [...(version.tags ?? [])].sort(),
        text,
      });
      if (isBack) await this.restorePartsOf(version.name);
    }
  }

  private async manifestOf(digest: string): Promise<ManifestFacts> {
    const { session, ref } = this;
    const reader = await session.manifests();
    for (const wait of [...SERVED_AFTER_MILLISECONDS, undefined]) {
      const manifest = (await reader.readServed(ref.owner.login, ref.name, [digest])).get(digest);
      if (manifest) return manifest;
      if (wait !== undefined) await session.clock.sleep(wait);
    }
    throw new ProviderError(
      `restore what ${digest} of ${ref.owner.login}/${ref.name} needs: the image is back, and the registry does not serve its manifest yet, so its parts are not known. Run again in a few minutes.`,
      { code: "incomplete" },
    );
  }
}
