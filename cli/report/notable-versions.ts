import semver from "semver";
import type { DeletionReport } from "./model";

/** Names that people pull by without a version. */
const MOVING_TAGS = ["latest", "stable"];

/** Semantic versions that are no prereleases, as docs/retention.md reads them; parts of images are not counted. */
export function releasesAmong(deletions: readonly DeletionReport[]): DeletionReport[] {
  return withTag(deletions, (tag) => {
    const version = /^v?(\d.*)$/.exec(tag)?.[1];
    return version !== undefined && semver.parse(version)?.prerelease.length === 0;
  });
}

export function movingTagsAmong(deletions: readonly DeletionReport[]): DeletionReport[] {
  return withTag(deletions, (tag) => MOVING_TAGS.includes(tag));
}

function withTag(deletions: readonly DeletionReport[], holds: (tag: string) => boolean): DeletionReport[] {
  return deletions.filter((one) => one.with === undefined && one.what.split(", ").some(holds));
}
