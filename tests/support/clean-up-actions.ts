/** A version of a container package, as the actions see it; ages are days, no two alike. */
export interface ListedVersion {
  readonly id: number;
  readonly tags: readonly string[];
  readonly age: number;
  readonly updated: number;
  /** Ids of the platforms of a multi-platform image. */
  readonly children: readonly number[];
}

/**
 * What widely used clean-up actions delete, modelled from what their own repositories say (docs/migrating.md names the versions).
 * `countsAll` is what a policy does instead, where the guide says that it differs: the newest N are counted among all versions of the
 * kind, and not among those that are left after ages and exceptions.
 */
export interface Newest {
  readonly keep: number;
  readonly countsAll?: boolean;
}

type Choose = (version: ListedVersion) => boolean;

const isUntagged: Choose = ({ tags }) => tags.length === 0;
const ids = (versions: readonly ListedVersion[]) => versions.map(({ id }) => id).sort((a, b) => a - b);

const byCreation = (a: ListedVersion, b: ListedVersion) => a.age - b.age;
const byUpdate = (a: ListedVersion, b: ListedVersion) => a.updated - b.updated;

function withoutNewest(
  candidates: readonly ListedVersion[],
  all: readonly ListedVersion[],
  { keep, countsAll = false }: Newest,
  order: (a: ListedVersion, b: ListedVersion) => number,
): ListedVersion[] {
  const kept = new Set([...(countsAll ? all : candidates)].sort(order).slice(0, keep));
  return candidates.filter((version) => !kept.has(version));
}

function childrenOf(versions: readonly ListedVersion[]): Set<number> {
  return new Set(versions.flatMap(({ children }) => children));
}

/** actions/delete-package-versions with `delete-only-untagged-versions`: knows no images, so platforms of tagged images go. */
export function deletePackageVersions(versions: readonly ListedVersion[], newest: Newest): number[] {
  const candidates = versions.filter(isUntagged);
  return ids(withoutNewest(candidates, candidates, newest, byCreation));
}

/** snok/container-retention-policy with excluding `image-tags` alone and both tag selections; goes by `updated_at`. */
export function snok(
  versions: readonly ListedVersion[],
  { cutOff, excluded, ...newest }: Newest & { readonly cutOff: number; readonly excluded: readonly string[] },
): number[] {
  const old = versions.filter(({ updated }) => updated > cutOff);
  const selected = old.filter(({ tags }) => !tags.some((tag) => excluded.includes(tag)));
  const tagged = selected.filter((version) => !isUntagged(version));
  const allTagged = versions.filter((version) => !isUntagged(version));
  return ids([...selected.filter(isUntagged), ...withoutNewest(tagged, allTagged, newest, byUpdate)]);
}

/** dataaxiom/ghcr-cleanup-action with `delete-tags`, `exclude-tags`, `keep-n-tagged` and `delete-untagged`; goes by `updated_at`. */
export function dataaxiom(
  versions: readonly ListedVersion[],
  { deleted, excluded, ...newest }: Newest & { readonly deleted: RegExp; readonly excluded: readonly string[] },
): number[] {
  const parts = childrenOf(versions);
  const matching = versions.filter(({ tags }) => tags.some((tag) => deleted.test(tag)));
  const candidates = matching.filter(({ tags }) => !tags.some((tag) => excluded.includes(tag)));
  const doomed = withoutNewest(candidates, matching, newest, byUpdate);
  const whole = doomed.filter(({ tags }) => tags.every((tag) => deleted.test(tag)));
  const gone = [...whole, ...versions.filter((version) => isUntagged(version) && !parts.has(version.id))];
  return ids([...gone, ...partsOf(gone, versions)]);
}

/** vlaurin/action-ghcr-prune with `tag-regex`, `keep-tags`, `keep-last` and `older-than`; one matching tag is enough; goes by `created_at`. */
export function vlaurin(
  versions: readonly ListedVersion[],
  options: Newest & { readonly olderThan: number; readonly matching: RegExp; readonly kept: readonly string[] },
): number[] {
  const { olderThan, matching, kept, ...newest } = options;
  const all = versions.filter(({ tags }) => tags.some((tag) => matching.test(tag)));
  const candidates = all.filter(({ age, tags }) => age > olderThan && !tags.some((tag) => kept.includes(tag)));
  return ids(withoutNewest(candidates, all, newest, byCreation));
}

/** Chizkiyahu/delete-untagged-ghcr-action, as it is by default: platforms of tagged images stay. */
export function chizkiyahu(versions: readonly ListedVersion[]): number[] {
  const needed = childrenOf(versions.filter((version) => !isUntagged(version)));
  return ids(versions.filter((version) => isUntagged(version) && !needed.has(version.id)));
}

/** ghcr-manager/ghcr-cleanup-manager with `keep-n-tagged` and `delete-untagged`; goes by `created_at`, images whole. */
export function ghcrManager(versions: readonly ListedVersion[], newest: Newest): number[] {
  const tagged = versions.filter((version) => !isUntagged(version));
  const parts = childrenOf(versions);
  const gone = [
    ...withoutNewest(tagged, tagged, newest, byCreation),
    ...versions.filter((version) => isUntagged(version) && !parts.has(version.id)),
  ];
  return ids([...gone, ...partsOf(gone, versions)]);
}

/** SmartsquareGmbH/delete-old-packages of a type without tags: of the first page, newest first, all but the first `keep`. */
export function smartsquare(versions: readonly ListedVersion[], { keep }: Newest): number[] {
  return ids([...versions].sort(byCreation).slice(0, 100).slice(keep));
}

/** The platforms that go with these images, as nothing that stays lists them. */
function partsOf(gone: readonly ListedVersion[], versions: readonly ListedVersion[]): ListedVersion[] {
  const needed = childrenOf(versions.filter((version) => !gone.includes(version)));
  const freed = childrenOf(gone);
  return versions.filter((version) => isUntagged(version) && freed.has(version.id) && !needed.has(version.id));
}
