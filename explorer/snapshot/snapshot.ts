import type { PackageType } from "../../provider/model/package";
import type { ManifestEdges, PackageInput } from "../../provider/retention";

/** What the explorer shows: one owner's packages as they were at one moment, and the policies that a program has for them. */
export interface Snapshot {
  /** When the reading began, by the server's clock: the planner's `now`. Milliseconds since the epoch. */
  readonly takenAt: number;
  /** `github.com`, `ghes.example.com`. */
  readonly server: string;
  /** The owner's login, as GitHub spells it. */
  readonly owner: string;
  /** By type and name. */
  readonly packages: readonly SnapshotPackage[];
  readonly policies: readonly SnapshotPolicy[];
  /** What could not be read and belongs to no package that is here: a sentence each. */
  readonly missing: readonly string[];
}

/** What the planner reads of a package; a plan for it is drawn only where it has no `problem`. */
export interface SnapshotPackage extends Omit<PackageInput, "manifests"> {
  readonly packageType: PackageType;
  /** Its page on the server. */
  readonly htmlUrl?: string;
  readonly manifests?: ReadonlyMap<string, SnapshotManifest>;
}

/** What the planner reads of a manifest, and what people want to be told of it. */
export interface SnapshotManifest extends ManifestEdges {
  /** Bytes of the manifest itself. */
  readonly size: number;
  /** What it needs beside other manifests; absent when it does not say what that is. */
  readonly blobs?: readonly SnapshotBlob[];
  readonly kind: "image" | "index" | "artifact" | "schema1";
  readonly children: readonly SnapshotChild[];
  readonly artifactType?: string;
}

/** A config, a layer or another content, as `provider/sizes` counts it. */
export interface SnapshotBlob {
  /** `#17`: nobody looks at the digest, and the same content has the same number throughout. A content that is a manifest as well has its digest. */
  readonly digest: string;
  readonly size?: number;
}

/** A manifest that an index lists. */
export interface SnapshotChild {
  readonly digest: string;
  /** `linux/arm64/v8`; attestations of BuildKit say `unknown/unknown`. */
  readonly platform?: string;
}

/** A retention policy of a program. */
export interface SnapshotPolicy {
  /** Its name in the program. */
  readonly name: string;
  /** The inputs as the program gives them: `parsePolicy` reads them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The inputs by which the last update deleted, if there was one. */
  readonly effective?: Readonly<Record<string, unknown>>;
}
