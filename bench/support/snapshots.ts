import { gzipSync } from "node:zlib";
import {
  decodeSnapshot,
  encodeSnapshot,
  type Snapshot,
  type SnapshotBlob,
  type SnapshotManifest,
} from "../../explorer/snapshot";
import { AT, builtPackage } from "../plan.bench";
import { OWNER } from "./worlds";

/** The packages of a large owner, most of the versions being parts of images; a platform's image has a config and four layers, three of them its own. */
export function largeSnapshot(versions: number, packages: number): Snapshot {
  let contents = 0;
  const blobsOf = (manifest: { children: readonly unknown[] }): SnapshotBlob[] =>
    manifest.children.length > 0
      ? []
      : Array.from({ length: 5 }, (_, layer) => ({
          digest: `#${layer === 4 ? 0 : ++contents}`,
          size: layer === 4 ? 29_000_000 : 1_000 + ((contents * 7_919) % 50_000_000),
        }));
  return {
    takenAt: AT,
    server: "github.com",
    owner: OWNER,
    packages: Array.from({ length: packages }, (_, place) => {
      const name = `service-${String(place).padStart(3, "0")}`;
      const built = builtPackage(Math.ceil(versions / packages), name);
      const manifests = new Map<string, SnapshotManifest>();
      for (const [digest, { children }] of built.manifests) {
        const platforms = ["linux/amd64", "linux/arm64", "linux/riscv64", "unknown/unknown"];
        manifests.set(digest, {
          kind: children.length > 0 ? "index" : "image",
          size: 480 + (manifests.size % 40),
          blobs: blobsOf({ children }),
          children: children.map((child, index) => ({ ...child, platform: platforms[index] ?? "unknown/unknown" })),
        });
      }
      return { ...built, name, packageType: "container" as const, manifests };
    }),
    policies: [],
    missing: [],
  };
}

export interface SnapshotCost {
  readonly versions: number;
  /** As the page gets it. */
  readonly bytes: number;
  readonly encodeSeconds: number;
  readonly decodeSeconds: number;
}

export function snapshotCost(versions: number, packages: number): SnapshotCost {
  const snapshot = largeSnapshot(versions, packages);
  const [encodeSeconds, encoded] = timed(() => encodeSnapshot(snapshot));
  const [compressSeconds, compressed] = timed(() => gzipSync(encoded));
  const [decodeSeconds, decoded] = timed(() => decodeSnapshot(encoded));
  const count = decoded.packages.reduce((sum, one) => sum + one.versions.length, 0);
  return { versions: count, bytes: compressed.length, encodeSeconds: encodeSeconds + compressSeconds, decodeSeconds };
}

function timed<Result>(work: () => Result): [seconds: number, result: Result] {
  const start = performance.now();
  const result = work();
  return [(performance.now() - start) / 1000, result];
}
