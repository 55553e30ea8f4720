import { createHash } from "node:crypto";
import {
  type ManifestEdges,
  type PackageInput,
  planRetention,
  type RetentionPlan,
  type RetentionVersion,
} from "../../../provider/retention";
import { policyOf } from "./planning";

/** The instant at which written-out worlds are judged. */
export const NOW = Date.parse("2026-09-01T00:00:00Z");

const DAY = 86_400_000;

/** A digest that a test can name: `digest("v1")`. */
export function digest(label: string): string {
  return `sha256:${createHash("sha256").update(label).digest("hex")}`;
}

/** The digest tag by which something is attached to what `digest(label)` is of. */
export function tagFor(label: string, suffix = ""): string {
  return digest(label).replace(":", "-") + suffix;
}

export function daysAgo(days: number): string {
  return new Date(NOW - days * DAY).toISOString();
}

export interface Image {
  readonly id: number;
  /** What its digest is made from. */
  readonly label: string;
  readonly tags?: readonly string[];
  /** Days; 100 by default. */
  readonly age?: number;
  readonly updated?: number;
  readonly deleted?: number;
  /** Labels. */
  readonly children?: readonly string[];
  readonly subject?: string;
  /** Nothing is known of its manifest. */
  readonly unread?: boolean;
}

/** A container package of these images; those with `deleted` are deleted so many days ago. */
export function containerPackage(images: readonly Image[], extra: Partial<PackageInput> = {}): PackageInput {
  const manifests = new Map<string, ManifestEdges>();
  for (const { label, children = [], subject, unread } of images) {
    if (unread) continue;
    const edges = { children: children.map((child) => ({ digest: digest(child) })) };
    manifests.set(digest(label), subject === undefined ? edges : { ...edges, subject: digest(subject) });
  }
  return {
    name: "api",
    versions: images.filter((image) => image.deleted === undefined).map(versionOf),
    deletedVersions: images.filter((image) => image.deleted !== undefined).map(versionOf),
    manifests,
    ...extra,
  };
}

function versionOf({ id, label, tags = [], age = 100, updated = age, deleted }: Image): RetentionVersion {
  const version = { id, name: digest(label), tags, createdAt: daysAgo(age), updatedAt: daysAgo(updated) };
  return deleted === undefined ? version : { ...version, deletedAt: daysAgo(deleted) };
}

/** A package of a type whose versions are known by name: `[name, days old]`, with ids from 1. */
export function namedPackage(versions: readonly (readonly [name: string, age: number])[]): PackageInput {
  return {
    name: "api",
    versions: versions.map(([name, age], index) => ({
      id: index + 1,
      name,
      createdAt: daysAgo(age),
      updatedAt: daysAgo(age),
    })),
  };
}

/** Plans a container package; `raw` is a policy without its type and packages. */
export function planImages(raw: object, images: readonly Image[], extra: Partial<PackageInput> = {}): RetentionPlan {
  const policy = policyOf({ packageType: "container", ...raw });
  return planRetention({ policy, evaluatedAt: NOW, packages: [containerPackage(images, extra)] });
}

/** ... when the rules were others before. */
export function replanImages(raw: object, before: object, images: readonly Image[]): RetentionPlan {
  const policy = policyOf({ packageType: "container", ...raw });
  const previous = policyOf({ packageType: "container", ...before });
  return planRetention({ policy, effectivePolicy: previous, evaluatedAt: NOW, packages: [containerPackage(images)] });
}

export function lines(
  entries: readonly { readonly versionId: number; readonly text: string }[],
): Record<number, string> {
  return Object.fromEntries(entries.map(({ versionId, text }) => [versionId, text]));
}
