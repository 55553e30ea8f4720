import fc from "fast-check";
import type {
  Snapshot,
  SnapshotBlob,
  SnapshotChild,
  SnapshotManifest,
  SnapshotPackage,
  SnapshotPolicy,
} from "../../explorer/snapshot";
import { PACKAGE_TYPES } from "../../provider/model/package";
import { hostileText } from "./hostile-text";

const text = fc.oneof(hostileText, fc.string({ unit: "binary" }));

/** Few, so that versions, children and subjects meet. */
const digest = fc.integer({ min: 0, max: 30 }).map((number) => `sha256:${number.toString(16).repeat(64).slice(-64)}`);
const name = fc.oneof(digest, text);
const digestTag = fc
  .tuple(digest, fc.constantFrom("", ".sig", ".att", "-other\n"))
  .map(([of, suffix]) => `${of.replace(":", "-")}${suffix}`);

const instant = fc.oneof(
  fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000).toISOString().replace(".000", "")),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("2026-02-30T00:00:00Z", "", "yesterday"),
);

const id = fc.integer({ min: 0, max: 2 ** 50 });

const version = fc.record(
  {
    id,
    name,
    createdAt: instant,
    updatedAt: instant,
    deletedAt: instant,
    tags: fc.array(fc.oneof(text, digestTag), { maxLength: 4 }),
  },
  { requiredKeys: ["id", "name", "createdAt", "updatedAt"] },
);

const child: fc.Arbitrary<SnapshotChild> = fc.record({ digest: name, platform: text }, { requiredKeys: ["digest"] });

const blob: fc.Arbitrary<SnapshotBlob> = fc.record(
  {
    digest: fc.oneof(
      fc.nat({ max: 9 }).map((number) => `#${number}`),
      digest,
      text,
    ),
    size: fc.nat({ max: 3e9 }),
  },
  { requiredKeys: ["digest"] },
);

const manifest: fc.Arbitrary<SnapshotManifest> = fc.record(
  {
    size: fc.nat(),
    blobs: fc.array(blob, { maxLength: 5 }),
    kind: fc.constantFrom("image", "index", "artifact", "schema1"),
    children: fc.array(child, { maxLength: 4 }),
    subject: name,
    artifactType: text,
  },
  { requiredKeys: ["size", "kind", "children"] },
);

const rulesById = fc
  .uniqueArray(fc.tuple(id, text), { selector: ([key]) => key, maxLength: 3 })
  .map((entries): ReadonlyMap<number, string> => new Map(entries));

const onePackage: fc.Arbitrary<SnapshotPackage> = fc.record(
  {
    packageType: fc.constantFrom(...PACKAGE_TYPES),
    name: text,
    htmlUrl: text,
    versions: fc.array(version, { maxLength: 8 }),
    deletedVersions: fc.array(version, { maxLength: 4 }),
    manifests: fc.array(fc.tuple(name, manifest), { maxLength: 8 }).map((entries) => new Map(entries)),
    problem: text,
    problemStops: fc.boolean(),
    declared: fc.array(fc.record({ kind: fc.constant("tag"), value: text }), { maxLength: 2 }),
    awaited: fc.array(fc.record({ what: text, digests: fc.array(digest) }, { requiredKeys: ["what"] }), {
      maxLength: 2,
    }),
    inUse: rulesById,
    goneInUse: fc.array(fc.record({ reference: text, by: text }), { maxLength: 2 }),
    declaredPackage: fc.boolean(),
    blocked: fc.array(id, { maxLength: 3 }).map((ids) => new Set(ids)),
    orphanedParts: rulesById,
    deletedByUnappliedRules: rulesById,
  },
  { requiredKeys: ["packageType", "name", "versions"] },
);

/** Inputs as a program gives them, whatever it gives; JSON has no -0. */
const inputs = fc
  .dictionary(text, fc.jsonValue())
  .map((values): Record<string, unknown> => JSON.parse(JSON.stringify(values)));

const policy: fc.Arbitrary<SnapshotPolicy> = fc.record(
  { name: text, inputs, effective: inputs },
  { requiredKeys: ["name", "inputs"] },
);

/** Of every shape, with what others may have called things. */
export const arbitrarySnapshot: fc.Arbitrary<Snapshot> = fc.record({
  takenAt: fc.integer({ min: 0, max: 4e12 }),
  server: text,
  owner: text,
  packages: fc.array(onePackage, { maxLength: 4 }),
  policies: fc.array(policy, { maxLength: 2 }),
  missing: fc.array(text, { maxLength: 2 }),
});
