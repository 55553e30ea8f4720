import type { PackageType } from "./seed";

export type ProfileName = "github.com" | "ghes-3.18";

/** What differs between the hosts that the emulator can stand in for. */
export interface Profile {
  readonly name: ProfileName;
  /** Where REST starts: "" or "/api/v3". */
  readonly basePath: string;
  /** Prefix of documentation URLs in error bodies. */
  readonly docs: string;
  /**
   * Registries whose packages get their permissions from a repository, so that a token needs the repo scope as well:
   * docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages, of each host.
   */
  readonly repositoryScoped: ReadonlySet<PackageType>;
  /** Origin of html_url; undefined for the emulator's own, as a GHES has one host for both. */
  readonly webUrl: string | undefined;
  /** Value of X-GitHub-Enterprise-Version. */
  readonly enterpriseVersion: string | undefined;
  /** docs.github.com/rest/about-the-rest-api/api-versions; 2026-03-10 is github.com's alone so far. */
  readonly apiVersions: readonly string[];
}

const profiles: Readonly<Record<ProfileName, Profile>> = {
  "github.com": {
    name: "github.com",
    basePath: "",
    docs: "https://docs.github.com/rest",
    repositoryScoped: new Set<PackageType>(["maven", "docker"]),
    webUrl: "https://github.com",
    enterpriseVersion: undefined,
    apiVersions: ["2022-11-28", "2026-03-10"],
  },
  "ghes-3.18": {
    name: "ghes-3.18",
    basePath: "/api/v3",
    docs: "https://docs.github.com/enterprise-server@3.18/rest",
    repositoryScoped: new Set<PackageType>(["npm", "nuget", "rubygems", "maven", "docker"]),
    webUrl: undefined,
    enterpriseVersion: "enterprise-server@3.18.0",
    apiVersions: ["2022-11-28"],
  },
};

export const profileNames = Object.keys(profiles) as ProfileName[];

export function findProfile(name: ProfileName): Profile {
  return profiles[name];
}
