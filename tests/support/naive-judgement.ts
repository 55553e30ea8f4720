import { glob, inRange, milliseconds, semver } from "./naive-matching";
import type { NaivePolicy, NaiveRule, NaiveVersion, NaiveWorld } from "./naive-world";

/** One policy, one set of versions, one moment for each of them: what steps 1 to 9 say. */
export class Evaluation {
  readonly versions: NaiveVersion[];
  readonly kept = new Set<NaiveVersion>();
  private readonly competitors = new Set<NaiveVersion>();
  private readonly rescued = new Set<NaiveVersion>();
  allMatched = false;
  deletesPackage = false;

  constructor(
    private readonly policy: NaivePolicy,
    private readonly world: NaiveWorld,
    versions: readonly NaiveVersion[],
    private readonly moment: (version: NaiveVersion) => number,
  ) {
    this.versions = [...versions];
    for (const version of this.versions) if (this.mayCompete(version, this.versions)) this.competitors.add(version);
    this.settle();
  }

  private get hasTags(): boolean {
    return this.policy.packageType === "container" || this.policy.packageType === "docker";
  }

  private digestTags(version: NaiveVersion): string[] {
    return (version.tags ?? [])
      .map((tag) => /^sha256-([0-9a-f]{64})(\.sig|\.att|\.sbom)?$/.exec(tag)?.[1])
      .filter((hex): hex is string => hex !== undefined && `sha256:${hex}` !== version.name)
      .map((hex) => `sha256:${hex}`);
  }

  private ordinaryTags(version: NaiveVersion): string[] {
    if (!this.hasTags) return [];
    return (version.tags ?? []).filter((tag) => {
      const hex = /^sha256-([0-9a-f]{64})(\.sig|\.att|\.sbom)?$/.exec(tag)?.[1];
      return hex === undefined || `sha256:${hex}` === version.name;
    });
  }

  private parents(version: NaiveVersion, among: Iterable<NaiveVersion>): NaiveVersion[] {
    return [...among].filter((other) => other !== version && this.lists(other, version));
  }

  private lists(index: NaiveVersion, version: NaiveVersion): boolean {
    const manifest = this.world.manifests?.get(index.name);
    return manifest?.children.some((child) => child.digest === version.name) ?? false;
  }

  private namedSubjects(version: NaiveVersion): string[] {
    if (!this.hasTags) return [];
    const subject = this.world.manifests?.get(version.name)?.subject;
    const named = [...this.digestTags(version), ...(subject === undefined ? [] : [subject])];
    return named.filter((digest) => digest !== version.name);
  }

  private subjects(version: NaiveVersion, among: Iterable<NaiveVersion>): NaiveVersion[] {
    const named = this.namedSubjects(version);
    return [...among].filter((other) => other !== version && named.includes(other.name));
  }

  private isOrphan(version: NaiveVersion, among: Iterable<NaiveVersion>): boolean {
    const list = [...among];
    const belongs = this.parents(version, list).length > 0 || this.subjects(version, list).length > 0;
    return !belongs && this.ordinaryTags(version).length === 0 && this.namedSubjects(version).length > 0;
  }

  private isRoot(version: NaiveVersion, among: Iterable<NaiveVersion>): boolean {
    const list = [...among];
    const belongs = this.parents(version, list).length > 0 || this.subjects(version, list).length > 0;
    return !belongs && !this.isOrphan(version, list);
  }

  private isLeftOver(version: NaiveVersion): boolean {
    const alone = this.isRoot(version, this.versions) || this.isOrphan(version, this.versions);
    return alone && this.ordinaryTags(version).length === 0 && this.world.unfinished?.has(version.id) === true;
  }

  private mayCompete(version: NaiveVersion, among: Iterable<NaiveVersion>): boolean {
    return this.isRoot(version, among) && !this.isLeftOver(version);
  }

  private labelHolds(label: string, rule: NaiveRule): boolean {
    const { tags, semver: range, prerelease } = rule.match ?? {};
    if (tags !== undefined && !tags.some((pattern) => glob(pattern, label))) return false;
    if (range === undefined && prerelease === undefined) return true;
    const version = semver(label);
    if (version === undefined) return false;
    if (version.prerelease.length > 0 !== (prerelease ?? false)) return false;
    return range === undefined || inRange(version, range);
  }

  private labels(version: NaiveVersion): string[] {
    return this.hasTags ? this.ordinaryTags(version) : [version.name];
  }

  private matchesWithoutAge(version: NaiveVersion, rule: NaiveRule): boolean {
    const match = rule.match ?? {};
    const tagged = this.ordinaryTags(version).length > 0;
    if (match.tagState === "tagged" && !tagged) return false;
    if (match.tagState === "untagged" && tagged) return false;
    if (match.versionNames !== undefined && !match.versionNames.some((p) => glob(p, version.name))) return false;
    if (match.tags === undefined && match.semver === undefined && match.prerelease === undefined) return true;
    const labels = this.labels(version);
    const holding = labels.filter((label) => this.labelHolds(label, rule));
    return rule.action === "keep" ? holding.length > 0 : labels.length > 0 && holding.length === labels.length;
  }

  private ageHolds(version: NaiveVersion, rule: NaiveRule): boolean {
    const { olderThan, newerThan, timestamp } = rule.match ?? {};
    const time = Date.parse(timestamp === "updatedAt" ? version.updatedAt : version.createdAt);
    if (olderThan !== undefined && !(time < this.moment(version) - milliseconds(olderThan))) return false;
    return newerThan === undefined || !(time < this.moment(version) - milliseconds(newerThan));
  }

  private matchedBy(version: NaiveVersion): string | undefined {
    const orphan = this.isOrphan(version, this.versions);
    const root = this.isRoot(version, this.versions);
    const tagged = this.ordinaryTags(version).length > 0;
    if (!orphan && (root || tagged)) {
      const names = Object.keys(this.policy.rules).filter((name) => {
        const rule = this.policy.rules[name] as NaiveRule;
        return rule.action === "delete" && this.matchesWithoutAge(version, rule) && this.ageHolds(version, rule);
      });
      if (names.length > 0) return names.sort()[0];
    }
    if (!tagged && (orphan || root) && this.world.unfinished?.has(version.id)) {
      return this.world.unfinished.get(version.id);
    }
    return orphan && this.policy.deleteOrphanReferrers === true ? "deleteOrphanReferrers" : undefined;
  }

  private groups(version: NaiveVersion, rule: NaiveRule): string[] {
    const groupBy = rule.mostRecent?.groupBy;
    if (groupBy === undefined) return ["all"];
    return this.labels(version)
      .filter((label) => this.labelHolds(label, rule))
      .flatMap((label) => {
        const numbers = semver(label)?.numbers;
        if (groupBy === "semverMajor") return numbers === undefined ? [] : [`${numbers[0]}`];
        if (groupBy === "semverMinor") return numbers === undefined ? [] : [`${numbers[0]}.${numbers[1]}`];
        if ("tagPrefixes" in groupBy) return groupBy.tagPrefixes.filter((prefix) => label.startsWith(prefix));
        const at = label.lastIndexOf(groupBy.tagPrefixUpToLast);
        return [at < 0 ? label : label.slice(0, at)];
      });
  }

  private isNewer(a: NaiveVersion, b: NaiveVersion, rule: NaiveRule): boolean {
    const byUpdate = rule.match?.timestamp === "updatedAt";
    const times = (v: NaiveVersion) => [
      Date.parse(byUpdate ? v.updatedAt : v.createdAt),
      Date.parse(v.createdAt),
      v.id,
    ];
    const [left, right] = [times(a), times(b)];
    for (const place of [0, 1, 2]) {
      const difference = (left[place] as number) - (right[place] as number);
      if (difference !== 0) return difference > 0;
    }
    return false;
  }

  private holdsSlot(version: NaiveVersion, rule: NaiveRule): boolean {
    const competes = (v: NaiveVersion) =>
      this.competitors.has(v) && Date.parse(v.createdAt) <= this.moment(v) && this.matchesWithoutAge(v, rule);
    if (!competes(version) || !this.isRoot(version, this.versions)) return false;
    return this.groups(version, rule).some((group) => {
      const ahead = this.versions.filter(
        (other) => competes(other) && this.groups(other, rule).includes(group) && this.isNewer(other, version, rule),
      );
      return ahead.length < (rule.mostRecent?.count ?? 0);
    });
  }

  /** Something uses it, or what it lists or is signed by, and so on. */
  private isUsed(version: NaiveVersion, seen: ReadonlySet<NaiveVersion> = new Set()): boolean {
    if (version.deletedAt === undefined && this.world.usedIds?.has(version.id)) return true;
    const path = new Set([...seen, version]);
    return this.versions.some((other) => {
      const belongs = this.lists(version, other) || this.namedSubjects(other).includes(version.name);
      return belongs && !path.has(other) && this.isUsed(other, path);
    });
  }

  /** Steps 4 (a), (b), (c) and (f), and what step 8 rescues: the reasons that reach back to a subject. */
  private isWanted(version: NaiveVersion): boolean {
    if (this.rescued.has(version) || this.isUsed(version)) return true;
    if (this.world.declaredIds?.has(version.id)) return true;
    const created = Date.parse(version.createdAt);
    const age = this.moment(version) - created;
    if (age < milliseconds(this.policy.minAge ?? "6h") || age < 0) return true;
    return Object.values(this.policy.rules).some((rule) => {
      if (rule.action !== "keep" || !this.ageHolds(version, rule)) return false;
      if (rule.mostRecent !== undefined) return this.holdsSlot(version, rule);
      return this.matchesWithoutAge(version, rule);
    });
  }

  private isKeptByItself(version: NaiveVersion): boolean {
    if (this.isWanted(version) || this.world.blockedIds?.has(version.id)) return true;
    const standsAlone =
      this.isRoot(version, this.versions) ||
      this.isOrphan(version, this.versions) ||
      this.ordinaryTags(version).length > 0;
    return standsAlone && this.matchedBy(version) === undefined;
  }

  private spread(wanted: ReadonlySet<NaiveVersion>): void {
    for (let before = -1; before !== this.kept.size; ) {
      before = this.kept.size;
      for (const version of this.versions) {
        const needed =
          this.parents(version, this.kept).length > 0 ||
          this.subjects(version, this.kept).length > 0 ||
          wanted.has(version);
        if (needed) this.kept.add(version);
      }
    }
  }

  private withSubjects(versions: readonly NaiveVersion[]): Set<NaiveVersion> {
    const all = new Set(versions);
    for (const referrer of all) for (const subject of this.subjects(referrer, this.versions)) all.add(subject);
    return all;
  }

  private keep(): void {
    this.kept.clear();
    const wanted = this.withSubjects(this.versions.filter((version) => this.isWanted(version)));
    for (const version of this.versions) if (this.isKeptByItself(version)) this.kept.add(version);
    this.spread(wanted);
    const reached = this.reachable(this.versions.filter((v) => this.matchedBy(v) !== undefined));
    for (const version of this.versions) if (!reached.has(version)) this.kept.add(version);
    this.spread(wanted);
  }

  private reachable(from: readonly NaiveVersion[]): Set<NaiveVersion> {
    const reached = new Set(from.filter((version) => !this.kept.has(version)));
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const version of this.versions) {
        if (this.kept.has(version)) continue;
        const needed = this.parents(version, reached).length > 0 || this.subjects(version, reached).length > 0;
        if (needed) reached.add(version);
      }
    }
    return reached;
  }

  private settle(): void {
    for (;;) {
      this.keep();
      const fresh = [...this.kept].filter((v) => !this.competitors.has(v) && this.mayCompete(v, this.kept));
      if (fresh.length > 0) {
        for (const version of fresh) this.competitors.add(version);
        continue;
      }
      const lacksTag = this.lacksTag();
      const lacksImage = this.lacksImage();
      if (!lacksTag && !lacksImage) return;
      this.allMatched = true;
      if (this.policy.onAllMatched === "error") return;
      if (this.policy.onAllMatched === "deletePackage" && this.kept.size === 0) {
        this.deletesPackage = true;
        return;
      }
      this.rescued.add(this.newest(this.rescuable(lacksTag, lacksImage)));
    }
  }

  private hasAnyTag(version: NaiveVersion): boolean {
    return this.hasTags && (version.tags ?? []).length > 0;
  }

  private lacksTag(): boolean {
    return (
      this.versions.some((version) => this.hasAnyTag(version)) &&
      ![...this.kept].some((version) => this.hasAnyTag(version))
    );
  }

  private lacksImage(): boolean {
    if (this.versions.length === 0 || [...this.kept].some((version) => this.isRoot(version, this.kept))) return false;
    return this.kept.size === 0 || this.versions.some((version) => this.isRoot(version, this.versions));
  }

  private rescuable(lacksTag: boolean, lacksImage: boolean): NaiveVersion[] {
    const roots = this.versions.filter((version) => this.isRoot(version, this.versions));
    const named = this.versions.filter((version) => this.ordinaryTags(version).length > 0);
    const namedRoots = roots.filter((version) => named.includes(version));
    if (namedRoots.length > 0) return namedRoots;
    if (lacksTag && named.length > 0) return named;
    if (lacksImage && roots.length > 0) return roots;
    return lacksTag ? this.versions.filter((version) => this.hasAnyTag(version)) : this.versions;
  }

  private newest(candidates: readonly NaiveVersion[]): NaiveVersion {
    const plain: NaiveRule = { action: "keep" };
    const found = candidates.find((one) =>
      candidates.every((other) => other === one || this.isNewer(one, other, plain)),
    );
    return found as NaiveVersion;
  }

  deleted(): Map<number, string> {
    const result = new Map<number, string>();
    const plain: NaiveRule = { action: "keep" };
    const condemned = this.versions.filter((v) => !this.kept.has(v) && this.matchedBy(v) !== undefined);
    for (const version of this.versions) {
      if (this.kept.has(version)) continue;
      const own = this.matchedBy(version);
      const images = condemned.filter((one) => this.reachable([one]).has(version));
      const oldest = images.find((one) => images.every((other) => other === one || this.isNewer(other, one, plain)));
      result.set(version.id, own ?? (this.matchedBy(oldest as NaiveVersion) as string));
    }
    return result;
  }

  keeps(version: NaiveVersion): boolean {
    return this.kept.has(version);
  }
}
