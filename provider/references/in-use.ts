import { satisfies } from "semver";
import type { PackageType, VersionFacts } from "../model/package";
import { parseReference } from "./parse";
import type { Meaning, Reference } from "./reference";
import { hasWildcard, matchesWildcard } from "./wildcard";

/** A reference with where it was found. */
export interface UsedReference {
  /** As somebody wrote it. */
  readonly reference: string;
  /** `deploy/api.yaml:12` */
  readonly foundAt?: string | undefined;
  /** Which registry it was found to be of. Default: the text is read as one of the type that is asked about. */
  readonly packageType?: PackageType | undefined;
}

/** A package as references may name it. */
export interface UsedPackage {
  /** The hosts of the registry that it is in. */
  readonly hosts: readonly string[];
  readonly login: string;
  readonly name: string;
}

type Version = Pick<VersionFacts, "id" | "name" | "tags">;

/** What references mean of one package. */
export interface UseOfPackage {
  /** Version id → where it is used. */
  readonly inUse: ReadonlyMap<number, string>;
  /** References to one version that is not there. */
  readonly missing: readonly MissingUse[];
}

/** A reference to a tag, digest or version that no active version has. */
export interface MissingUse {
  /** Those that it means among others: deleted ones. */
  readonly among: <Other extends Version>(versions: readonly Other[]) => readonly Other[];
  /** As somebody wrote it. */
  readonly reference: string;
  /** Where it is used: `deploy/api.yaml:12 and 2 more places`. */
  readonly by: string;
}

interface Use {
  readonly meaning: Meaning;
  readonly isImplied?: true | undefined;
  readonly reference: string;
  readonly foundAt: string;
}

/** References of one type, looked up by the packages that they mean. */
export class InUse {
  private readonly byPath = new Map<string, Use[]>();
  private readonly byPattern: { readonly pattern: Reference; readonly use: Use }[] = [];

  constructor(
    private readonly packageType: PackageType,
    references: readonly UsedReference[],
  ) {
    for (const { reference, foundAt = reference, packageType: of } of references) {
      if (of !== undefined && !isReadAs(of, packageType)) continue;
      for (const parsed of parseReference(reference, packageType) ?? []) this.add(parsed, reference, foundAt);
    }
  }

  private add(parsed: Reference, reference: string, foundAt: string): void {
    const use = { meaning: parsed.meaning, isImplied: parsed.isImplied, reference, foundAt };
    if (hasWildcard(parsed.path)) this.byPattern.push({ pattern: parsed, use });
    else append(this.byPath, parsed.path, use);
  }

  /** What is in use of a package. A tag means the version that has it now, and a digest the version that it is of. */
  of(ref: UsedPackage, versions: readonly Version[]): UseOfPackage {
    const uses = this.usesOf(ref);
    if (uses.length === 0) return NOTHING;
    const finder = new VersionFinder(this.packageType, versions);
    const places = new Map<number, Set<string>>();
    const missing = new Map<string, Use[]>();
    for (const use of uses) {
      const found = finder.find(use.meaning);
      for (const { id } of found) places.set(id, (places.get(id) ?? new Set()).add(use.foundAt));
      const key = JSON.stringify(use.meaning);
      if (found.length === 0 && !use.isImplied && meansOne(use.meaning)) append(missing, key, use);
    }
    return {
      inUse: new Map([...places].map(([id, at]) => [id, placesOf([...at])])),
      missing: [...missing.values()].flatMap((group) =>
        group[0] ? [missingUse(this.packageType, group[0], group)] : [],
      ),
    };
  }

  private usesOf(ref: UsedPackage): Use[] {
    const { withHost, without } = pathsOf(ref);
    const named = [...withHost, ...without].flatMap((path) => this.byPath.get(path) ?? []);
    const matched = this.byPattern.filter(({ pattern: { path, hasHost } }) =>
      (hasHost ? withHost : without).some((one) => matchesWildcard(path, one)),
    );
    return [...named, ...matched.map(({ use }) => use)];
  }
}

const NOTHING: UseOfPackage = { inUse: new Map(), missing: [] };

function missingUse(packageType: PackageType, { meaning, reference }: Use, uses: readonly Use[]): MissingUse {
  return {
    among: (versions) => new VersionFinder(packageType, versions).find(meaning),
    reference,
    by: placesOf([...new Set(uses.map(({ foundAt }) => foundAt))]),
  };
}

/** Images of the two container registries are written alike. */
function isReadAs(found: PackageType, packageType: PackageType): boolean {
  return found === packageType || (found === "container" && packageType === "docker");
}

/** How references may write a package. The owner may be left out, as Maven, NuGet and RubyGems always do. */
function pathsOf({ hosts, login, name }: UsedPackage) {
  const own = `${login}/${name}`.toLowerCase();
  return { withHost: hosts.map((host) => `${host}/${own}`.toLowerCase()), without: [own, name.toLowerCase()] };
}

function meansOne(meaning: Meaning): boolean {
  if (meaning.kind === "digest") return true;
  return (meaning.kind === "tag" || meaning.kind === "version") && !hasWildcard(meaning.value);
}

/** What versions of one package a meaning is about. */
class VersionFinder<Found extends Version> {
  private readonly byLabel = new Map<string, Found[]>();

  constructor(
    private readonly packageType: PackageType,
    private readonly versions: readonly Found[],
  ) {
    for (const version of versions)
      for (const label of [`name ${this.normal(version.name)}`, ...(version.tags ?? []).map((tag) => `tag ${tag}`)])
        append(this.byLabel, label, version);
  }

  find(meaning: Meaning): readonly Found[] {
    if (meaning.kind === "every") return this.versions;
    if (meaning.kind === "digest") return this.byLabel.get(`name ${meaning.value}`) ?? [];
    if (meaning.kind === "range")
      return this.versions.filter(({ name }) => satisfies(name, meaning.value, { includePrerelease: true }));
    const { kind, value } = meaning;
    if (!hasWildcard(value))
      return this.byLabel.get(kind === "tag" ? `tag ${value}` : `name ${this.normal(value)}`) ?? [];
    return this.versions.filter(({ name, tags = [] }) =>
      kind === "tag" ? tags.some((tag) => matchesWildcard(value, tag)) : matchesWildcard(value, name),
    );
  }

  /** NuGet takes 1.4 for 1.4.0 and 1.4.0.0, and compares without regard to case: https://learn.microsoft.com/nuget/concepts/package-versioning */
  private normal(version: string): string {
    if (this.packageType !== "nuget") return version;
    const [, numbers = "", rest = ""] = /^(\d+(?:\.\d+)*)([^+]*)/.exec(version) ?? [];
    if (numbers === "") return version.toLowerCase();
    const parts = numbers.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
    while (parts.length < 3) parts.push("0");
    if (parts.length === 4 && parts[3] === "0") parts.pop();
    return `${parts.join(".")}${rest}`.toLowerCase();
  }
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** `deploy/api.yaml:12 and 2 more places` */
function placesOf(places: readonly string[]): string {
  const [first = "", ...others] = [...places].sort();
  if (others.length === 0) return first;
  return `${first} and ${others.length} more ${others.length === 1 ? "place" : "places"}`;
}
