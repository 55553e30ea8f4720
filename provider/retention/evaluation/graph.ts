import { digestTag } from "../../model/tags";
import type { ManifestEdges, RetentionVersion } from "../input";

/** The place of a version in the list that the graph was built from. An index is another thing here: an image that lists others. */
export type Place = number;

/** Which versions are parts of which, and which are attached to which. */
export interface ImageGraph {
  /** What an index lists, and what is attached to a version: all that stays because it stays. */
  readonly dependents: readonly (readonly Place[])[];
  /** The reverse: the indexes that list a version, and what it is attached to. */
  readonly needers: readonly (readonly Place[])[];
  /** Of the needers, those that it is attached to. */
  readonly subjects: readonly (readonly Place[])[];
  /** Whether a version names something that it is attached to, be it there or not. */
  readonly namesSubject: Uint8Array;
  /** Manifests that an index lists and no version is. */
  readonly missing: readonly { readonly index: Place; readonly digest: string }[];
}

const NONE: readonly Place[] = [];

/**
 * Builds the graph of versions whose names are digests. Types without images have no manifests and no digest tags, so that all of their versions stand
 * alone. A version is never its own child or subject. What is listed twice counts once.
 */
export function buildGraph(
  versions: readonly RetentionVersion[],
  manifests: ReadonlyMap<string, ManifestEdges> | undefined,
): ImageGraph {
  return new GraphBuilder(versions).build(manifests);
}

class GraphBuilder {
  private readonly places = new Map<string, Place>();
  private readonly dependents: Place[][];
  private readonly needers: Place[][];
  private readonly subjects: Place[][];
  private readonly namesSubject: Uint8Array;
  private readonly missing: { index: Place; digest: string }[] = [];

  constructor(private readonly versions: readonly RetentionVersion[]) {
    const none = NONE as Place[];
    this.dependents = new Array<Place[]>(versions.length).fill(none);
    this.needers = new Array<Place[]>(versions.length).fill(none);
    this.subjects = new Array<Place[]>(versions.length).fill(none);
    this.namesSubject = new Uint8Array(versions.length);
    versions.forEach((version, place) => {
      this.places.set(version.name, place);
    });
  }

  build(manifests: ReadonlyMap<string, ManifestEdges> | undefined): ImageGraph {
    this.versions.forEach((version, place) => {
      const manifest = manifests?.get(version.name);
      if (manifest !== undefined && manifest.children.length > 0) this.addChildren(place, manifest);
      const subjects = namedSubjects(version, manifest);
      if (subjects.size > 0) this.addSubjects(place, subjects);
    });
    const { dependents, needers, subjects, namesSubject, missing } = this;
    return { dependents, needers, subjects, namesSubject, missing };
  }

  private addChildren(index: Place, manifest: ManifestEdges): void {
    for (const digest of new Set(manifest.children.map((child) => child.digest))) {
      const child = this.places.get(digest);
      if (child === undefined) this.missing.push({ index, digest });
      else if (child !== index) this.connect(index, child);
    }
  }

  private addSubjects(referrer: Place, digests: ReadonlySet<string>): void {
    this.namesSubject[referrer] = 1;
    for (const digest of digests) {
      const subject = this.places.get(digest);
      if (subject === undefined) continue;
      append(this.subjects, referrer, subject);
      this.connect(subject, referrer);
    }
  }

  /** A version that an index lists and that is attached to it is connected twice, which changes nothing. */
  private connect(needer: Place, dependent: Place): void {
    append(this.dependents, needer, dependent);
    append(this.needers, dependent, needer);
  }
}

const NO_SUBJECTS: ReadonlySet<string> = new Set();

/** What a version says that it is attached to, by its manifest and its digest tags. */
export function namedSubjects(version: RetentionVersion, manifest: ManifestEdges | undefined): ReadonlySet<string> {
  const own = manifest?.subject;
  const tags = version.tags?.filter((tag) => tag.startsWith("sha256-")) ?? [];
  if (own === undefined && tags.length === 0) return NO_SUBJECTS;
  const named = new Set(tags.flatMap((tag) => digestTag(tag, version.name)?.subject ?? []));
  if (own !== undefined && own !== version.name) named.add(own);
  return named;
}

/** Most versions have no neighbours and share one empty list. */
function append(lists: Place[][], at: Place, place: Place): void {
  const list = lists[at] as Place[];
  if (list.length === 0) lists[at] = [place];
  else list.push(place);
}
