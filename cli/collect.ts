import { isProviderError, type ProviderError } from "../provider/errors";
import type { GitHubPackagesApi } from "../provider/github";
import type { Owner } from "../provider/model/owner";
import type { PackageFacts, PackageType, VersionFacts, VersionState } from "../provider/model/package";
import type { Clock, Logger } from "../provider/ports";
import { plural, progressOf } from "../provider/progress";

export interface CollectedVersion {
  readonly facts: VersionFacts;
  readonly state: VersionState;
}

export interface CollectedPackage {
  readonly owner: Owner;
  readonly facts: PackageFacts;
  /** Newest first; absent when versions were not asked for, or could not be read. */
  readonly versions?: readonly CollectedVersion[];
}

export interface Collection {
  /** By owner as given, type and name. */
  readonly packages: readonly CollectedPackage[];
  /** What could not be read, in the same order. */
  readonly failures: readonly ProviderError[];
}

/** Reads owners' packages, and their versions in these states; everything at once, as fast as the rate budget lets it. */
export class Collector {
  /** What could not be read so far. */
  readonly failures: ProviderError[] = [];

  constructor(
    private readonly api: GitHubPackagesApi,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** Who these owners are; undefined is the token's own user. Those that are not there are among the failures. */
  async findOwners(logins: ReadonlyArray<string | undefined>): Promise<readonly Owner[]> {
    const found = await Promise.allSettled(logins.map((login) => this.api.resolveOwner(login)));
    return found.flatMap((owner) => this.orFailure(owner) ?? []);
  }

  /** @param typesWithVersions of the types, those of whose packages the versions are read. */
  async collect(
    owners: readonly Owner[],
    types: readonly PackageType[],
    states: readonly VersionState[],
    typesWithVersions = types,
  ): Promise<Collection> {
    const packages: CollectedPackage[] = [];
    for (const owner of owners) packages.push(...(await this.packagesOf(owner, types)));
    if (states.length === 0) return { packages, failures: this.failures };
    const isWanted = ({ facts }: CollectedPackage) => typesWithVersions.includes(facts.packageType);
    const read = await this.withVersions(packages.filter(isWanted), states);
    const versions = new Map(read.map((one) => [one.facts, one]));
    return { packages: packages.map((one) => versions.get(one.facts) ?? one), failures: this.failures };
  }

  async packagesOf(owner: Owner, types: readonly PackageType[]): Promise<CollectedPackage[]> {
    const listed = new Map<PackageType, number>();
    const noteListed = (type: PackageType) => (count: number) => {
      listed.set(type, count);
      const sum = [...listed.values()].reduce((total, one) => total + one, 0);
      this.logger.progress(`listed ${plural(sum, "package")} of ${owner.login}`);
    };
    const lists = await Promise.allSettled(
      types.map((type) => this.api.listPackages(owner, type, { onPage: noteListed(type) })),
    );
    return lists.flatMap((list) => this.orFailure(list) ?? []).map((facts) => ({ owner, facts }));
  }

  private async withVersions(
    packages: readonly CollectedPackage[],
    states: readonly VersionState[],
  ): Promise<CollectedPackage[]> {
    const progress = progressOf(this.clock, this.logger, "read the versions of", "packages");
    let done = 0;
    const lists = await Promise.allSettled(
      packages.map(async ({ owner, facts: { packageType, name } }) => {
        const lists = states.map(async (state) => {
          const listed = await this.api.listVersions({ owner, packageType, name }, { state });
          return listed.map((facts) => ({ facts, state }));
        });
        const versions = (await Promise.all(lists)).flat();
        done += 1;
        progress(done, packages.length);
        return versions;
      }),
    );
    return lists.map((list, index) => {
      const collected = packages[index] as CollectedPackage;
      const versions = this.orFailure(list);
      return versions ? { ...collected, versions } : collected;
    });
  }

  /** @throws what says that nothing at all can go on. */
  private orFailure<Value>(result: PromiseSettledResult<Value>): Value | undefined {
    if (result.status === "fulfilled") return result.value;
    const { reason } = result;
    const concernsAll = isProviderError(reason, "unauthenticated") || isProviderError(reason, "rate_limited");
    if (!isProviderError(reason) || concernsAll) throw reason;
    this.failures.push(reason);
    return undefined;
  }
}
