import type { PackageRef } from "../../model/reference";
import type { ManifestEdges } from "../../retention";
import type { Session } from "../../session";

/** What an image consists of, as far as the registry serves the manifests of what is deleted. */
export interface ImageParts {
  /** The digests of all that it lists, and so on: each before what lists it, and the image itself last. */
  readonly digests: readonly string[];
  /** Those of them whose manifests are not served: what they list is not known. */
  readonly unread: readonly string[];
  readonly edges: ReadonlyMap<string, ManifestEdges>;
}

/**
 * Follows an image down to its last part.
 * @param isToFollow whether to look at what a part lists; by default at all of them.
 */
export async function readImageParts(
  session: Session,
  ref: PackageRef,
  image: string,
  isToFollow: (digest: string) => boolean = () => true,
): Promise<ImageParts> {
  const reader = await session.manifests();
  const edges = new Map<string, ManifestEdges>();
  const asked = new Set<string>();
  for (let level = [image]; level.length > 0; ) {
    for (const digest of level) asked.add(digest);
    const served = await reader.readServed(ref.owner.login, ref.name, level);
    for (const { digest, children, subject } of served.values())
      edges.set(digest, { children, ...(subject && { subject: subject.digest }) });
    const listed = level.flatMap((digest) => childrenOf(edges, digest));
    level = [...new Set(listed)].filter((digest) => !asked.has(digest) && isToFollow(digest));
  }
  const unread = [...asked].filter((digest) => !edges.has(digest));
  return { digests: partsFirst(edges, image), unread, edges };
}

function childrenOf(edges: ReadonlyMap<string, ManifestEdges>, digest: string): string[] {
  return edges.get(digest)?.children.map((child) => child.digest) ?? [];
}

function partsFirst(edges: ReadonlyMap<string, ManifestEdges>, image: string): string[] {
  const order = new Set<string>();
  const begun = new Set<string>();
  const visit = (digest: string): void => {
    if (begun.has(digest)) return;
    begun.add(digest);
    for (const child of childrenOf(edges, digest)) visit(child);
    order.add(digest);
  };
  visit(image);
  return [...order];
}
