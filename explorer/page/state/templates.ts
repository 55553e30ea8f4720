import type { RawPolicy } from "../../worker/protocol";

export interface Template {
  readonly title: string;
  readonly about: string;
  /** Types whose versions have no tags have other templates. */
  readonly images: boolean;
  readonly rules: RawPolicy;
}

/** Rule sets that people use. */
export const TEMPLATES: readonly Template[] = [
  {
    title: "Keep releases, delete pull-request builds",
    about: "Builds of pull requests go after two weeks, untagged images after one, and semantic versions stay.",
    images: true,
    rules: {
      "pull requests": { action: "delete", match: { tags: ["pr-*"], olderThan: "14d" } },
      untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } },
      releases: { action: "keep", match: { semver: ">=0.0.0" } },
    },
  },
  {
    title: "Only untagged",
    about: "What has a tag stays, whatever it is.",
    images: true,
    rules: { untagged: { action: "delete", match: { tagState: "untagged", olderThan: "7d" } } },
  },
  {
    title: "Newest 10 per minor",
    about: "Of each minor version the newest ten stay; everything else goes after a month.",
    images: true,
    rules: {
      "everything else": { action: "delete", match: { tagState: "any", olderThan: "30d" } },
      "newest of each minor": {
        action: "keep",
        match: { semver: ">=0.0.0" },
        mostRecent: { count: 10, groupBy: "semverMinor" },
      },
    },
  },
  {
    title: "Newest 20, and nothing older than 90 days",
    about: "The simplest that many registries offer.",
    images: true,
    rules: {
      old: { action: "delete", match: { tagState: "any", olderThan: "90d" } },
      newest: { action: "keep", match: { tagState: "tagged" }, mostRecent: { count: 20 } },
    },
  },
  {
    title: "Newest 5 of each branch",
    about: "Tags such as main-1a2b3c4 are counted for each branch by what stands before the last hyphen.",
    images: true,
    rules: {
      builds: { action: "delete", match: { tagState: "any", olderThan: "7d" } },
      "newest of each branch": {
        action: "keep",
        match: { tagState: "tagged" },
        mostRecent: { count: 5, groupBy: { tagPrefixUpToLast: "-" } },
      },
      releases: { action: "keep", match: { semver: ">=0.0.0" } },
    },
  },
  {
    title: "Delete old prereleases",
    about: "Prereleases go after 90 days; releases stay.",
    images: false,
    rules: { prereleases: { action: "delete", match: { prerelease: true, olderThan: "90d" } } },
  },
  {
    title: "Newest 10 of each major",
    about: "Everything else goes after half a year.",
    images: false,
    rules: {
      old: { action: "delete", match: { tagState: "any", olderThan: "180d" } },
      "newest of each major": { action: "keep", mostRecent: { count: 10, groupBy: "semverMajor" } },
    },
  },
];
