import type { Emulator, PackageRecord, VersionRecord, World } from "../../emulator";
import type { NaiveManifest, NaiveVersion } from "../support/naive-world";

/** One change that GitHub made, as its world tells it. */
export interface Change {
  readonly kind: "deleted" | "restored" | "published";
  readonly by: "the provider" | "others";
  /** Milliseconds by GitHub's clock. */
  readonly at: number;
  readonly packageId: number;
  readonly packageType: string;
  readonly packageName: string;
  /** Absent: the package as a whole. */
  readonly version?: { readonly id: number; readonly name: string; readonly tags: readonly string[] };
  /** The versions that went with the package. */
  readonly active: readonly number[];
}

/** A tag that a version got. */
export interface Tagging {
  readonly versionId: number;
  readonly tag: string;
  readonly at: number;
}

/** A package as it is at one moment. */
export interface PackagePicture {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly owner: string;
  readonly isActive: boolean;
  readonly versions: readonly NaiveVersion[];
  readonly deletedVersions: readonly NaiveVersion[];
  readonly manifests: ReadonlyMap<string, NaiveManifest>;
}

/** Writes down what becomes of one GitHub, and who did it. */
export class Witness {
  readonly changes: Change[] = [];
  readonly taggings: Tagging[] = [];
  #actor: Change["by"] = "the provider";
  readonly #tags = new Map<number, ReadonlySet<string>>();

  constructor(readonly emulator: Emulator) {
    this.#noteTags();
    this.world.onChange(({ kind, package: record, version }) => {
      if (record && kind !== "changed") this.#note(kind, record, version);
      this.#noteTags();
    });
  }

  get world(): World {
    return this.emulator.world;
  }

  /** Whatever happens while `deed` runs is others' doing. */
  asOthers(deed: () => void): void {
    this.#actor = "others";
    try {
      deed();
    } finally {
      this.#actor = "the provider";
    }
  }

  picture(): PackagePicture[] {
    return this.world.allPackages().map(pictureOf);
  }

  #note(kind: string, record: PackageRecord, version: VersionRecord | undefined): void {
    const [, what = kind] = kind.split("-");
    this.changes.push({
      kind: what as Change["kind"],
      by: this.#actor,
      at: this.world.now(),
      packageId: record.facts.id,
      packageType: record.facts.packageType,
      packageName: record.facts.name,
      ...(version && { version: { id: version.id, name: version.name, tags: [...version.tags] } }),
      active: [...record.active].map(({ id }) => id),
    });
  }

  #noteTags(): void {
    const at = this.world.now();
    for (const record of this.world.allPackages()) {
      for (const { id, tags } of record.active) {
        const before = this.#tags.get(id);
        for (const tag of tags) if (!before?.has(tag)) this.taggings.push({ versionId: id, tag, at });
        this.#tags.set(id, new Set(tags));
      }
    }
  }
}

function pictureOf(record: PackageRecord): PackagePicture {
  const { id, packageType: type, name, owner } = record.facts;
  const manifests = new Map<string, NaiveManifest>();
  for (const version of [...record.deleted, ...record.active]) {
    manifests.set(version.name, manifestOf(version.name, version.manifest?.content ?? "{}"));
  }
  return {
    id,
    type,
    name,
    owner,
    isActive: record.deletedAt === undefined,
    versions: [...record.active].map(factsOf),
    deletedVersions: [...record.deleted].map(factsOf),
    manifests,
  };
}

function factsOf({ id, name, tags, createdAt, updatedAt, deletedAt }: VersionRecord): NaiveVersion {
  return { id, name, tags: [...tags], createdAt, updatedAt, ...(deletedAt !== undefined && { deletedAt }) };
}

interface Content {
  readonly manifests?: readonly { readonly digest: string }[];
  readonly subject?: { readonly digest: string };
}

function manifestOf(digest: string, content: string): NaiveManifest {
  const { manifests = [], subject } = JSON.parse(content) as Content;
  return {
    digest,
    children: manifests.map((child) => ({ digest: child.digest })),
    ...(subject && { subject: subject.digest }),
  };
}
