import type { BuiltManifest } from "../images";
import { allScopes } from "../rest/caller";
import type { PackageType, Seed, SeedPackage, SeedRepository, SeedToken, SeedVersion, Visibility } from "../seed";

export interface ScenarioPackage {
  readonly owner: "acme" | "octocat";
  readonly packageType: PackageType;
  readonly name: string;
  readonly visibility: Visibility;
  /** Name of the linked repository, where there is one. */
  readonly repository?: string;
  /** How long ago the whole package was deleted, in days. */
  readonly deletedDaysAgo?: number;
  readonly dockerMigrationConflict?: boolean;
}

export interface PushOptions {
  /** How long ago, in days. */
  readonly daysAgo: number;
  readonly tags?: readonly string[];
  readonly downloads?: number;
  readonly description?: string;
  readonly license?: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Tokens of every kind, by names that say what they can do. All of them belong to octocat. */
const tokens: readonly SeedToken[] = [
  { token: "emulator-admin", kind: "classic", login: "octocat", scopes: [...allScopes] },
  { token: "emulator-reader", kind: "classic", login: "octocat", scopes: ["read:packages"] },
  { token: "emulator-no-scope", kind: "classic", login: "octocat", scopes: [] },
  { token: "emulator-no-admin", kind: "classic", login: "octocat", scopes: [...allScopes], admin: false },
  { token: "emulator-sso-pending", kind: "classic", login: "octocat", scopes: [...allScopes], sso: "pending" },
  { token: "emulator-expired", kind: "expired", login: "octocat", scopes: [...allScopes] },
  { token: "emulator-actions", kind: "github-actions", login: "octocat", scopes: [] },
  { token: "emulator-fine-grained", kind: "fine-grained", login: "octocat", scopes: [] },
  { token: "emulator-app", kind: "app", login: "octocat", scopes: [] },
];

/**
 * Makes a seed in the order in which things would have happened: what is published later has a higher id, and takes the
 * tags it names.
 */
export class Scenario {
  readonly #now: number;
  readonly #packages: PackageScenario[] = [];
  readonly #repositories = new Map<string, SeedRepository>();

  constructor(now: string) {
    this.#now = Date.parse(now);
  }

  package(facts: ScenarioPackage): PackageScenario {
    const added = new PackageScenario(facts, this.#now);
    this.#packages.push(added);
    return added;
  }

  build(): Seed {
    const packages = this.#packages.map((one) => one.build(this.#repository(one.facts)));
    const things: { id?: number; createdAt: string }[] = [...packages, ...packages.flatMap((one) => one.versions)];
    things.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    let nextId = 1_000_001;
    for (const thing of things) thing.id = nextId++;
    return { ...emptySeed(), packages, nextId };
  }

  /** The configs and layers of all images, by digest. */
  blobs(): ReadonlyMap<string, Buffer> {
    const blobs = this.#packages.flatMap((one) => one.manifests).flatMap((manifest) => manifest.blobs);
    return new Map(blobs.map(({ digest, content }) => [digest, content]));
  }

  #repository({ owner, repository }: ScenarioPackage): SeedRepository | undefined {
    if (repository === undefined) return undefined;
    const key = `${owner}/${repository}`;
    const known = this.#repositories.get(key) ?? {
      id: 500_001 + this.#repositories.size,
      name: repository,
      private: true,
    };
    this.#repositories.set(key, known);
    return known;
  }
}

/** An organization, a user and tokens, without packages. */
export function emptySeed(): Seed {
  return {
    accounts: [
      { login: "octocat", id: 583231, type: "User", name: "The Octocat" },
      { login: "acme", id: 4242, type: "Organization", name: "Acme" },
    ],
    tokens: structuredClone([...tokens]),
    packages: [],
    nextId: 1_000_001,
  };
}

/** One package's life. Calls may come in any order. */
export class PackageScenario {
  /** What was pushed. */
  readonly manifests: BuiltManifest[] = [];
  readonly #now: number;
  readonly #pushes: { version: SeedVersion; at: number }[] = [];
  readonly #deletions = new Map<string, number>();

  constructor(
    readonly facts: ScenarioPackage,
    now: number,
  ) {
    this.#now = now;
  }

  /** Publishes a version of a registry that has version numbers. */
  publish(name: string, { daysAgo, ...options }: PushOptions): this {
    return this.#push({ name, ...options }, this.#instant(daysAgo));
  }

  publishAt(name: string, at: string, options: Omit<PushOptions, "daysAgo"> = {}): this {
    return this.#push({ name, ...options }, Date.parse(at));
  }

  /** Pushes manifests as one image: the last of them gets the tags, the others come a second apart before it. */
  push(manifests: readonly BuiltManifest[], options: PushOptions): this {
    const at = this.#instant(options.daysAgo);
    this.manifests.push(...manifests);
    manifests.forEach(({ digest, mediaType, content }, index) => {
      const before = (manifests.length - 1 - index) * 1_000;
      const facts = before === 0 ? options : { downloads: options.downloads };
      const { daysAgo: _, ...rest } = facts as PushOptions;
      this.#push({ name: digest, ...rest, manifest: { mediaType, content } }, at - before);
    });
    return this;
  }

  delete(names: readonly (string | BuiltManifest)[], daysAgo: number): this {
    for (const name of names)
      this.#deletions.set(typeof name === "string" ? name : name.digest, this.#instant(daysAgo));
    return this;
  }

  build(repository: SeedRepository | undefined): SeedPackage {
    const versions = this.#versions();
    const { deletedDaysAgo, repository: _, ...facts } = this.facts;
    const first = versions[0]?.createdAt ?? iso(this.#now);
    return {
      ...facts,
      ...(repository && { repository }),
      createdAt: first,
      ...(deletedDaysAgo !== undefined && { deletedAt: iso(this.#instant(deletedDaysAgo)) }),
      versions,
    };
  }

  /** Oldest first. What is pushed again is no new version; a tag belongs to what was last pushed with it. */
  #versions(): SeedVersion[] {
    const versions = new Map<string, SeedVersion>();
    const holders = new Map<string, SeedVersion>();
    for (const { version, at } of [...this.#pushes].sort((a, b) => a.at - b.at)) {
      const known = versions.get(version.name);
      const pushed = known ?? { ...version, tags: [], createdAt: iso(at) };
      if (known) pushed.updatedAt = iso(at);
      versions.set(version.name, pushed);
      for (const tag of version.tags ?? []) {
        const holder = holders.get(tag);
        if (holder) holder.tags = (holder.tags ?? []).filter((other) => other !== tag);
        pushed.tags = [...(pushed.tags ?? []), tag];
        holders.set(tag, pushed);
      }
    }
    for (const [name, at] of this.#deletions) {
      const deleted = versions.get(name);
      if (deleted) deleted.deletedAt = iso(at);
    }
    return [...versions.values()].map(withoutEmptyTags);
  }

  #push(version: Omit<SeedVersion, "createdAt" | "tags"> & { tags?: readonly string[] }, at: number): this {
    const { tags, ...facts } = version;
    this.#pushes.push({ version: { ...facts, tags: [...(tags ?? [])], createdAt: iso(at) }, at });
    return this;
  }

  #instant(daysAgo: number): number {
    return this.#now - Math.round(daysAgo * DAY);
  }
}

function withoutEmptyTags(version: SeedVersion): SeedVersion {
  const { tags, downloads, ...facts } = version;
  return {
    ...facts,
    ...(tags && tags.length > 0 && { tags }),
    ...(downloads !== undefined && { downloads }),
  };
}

function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
