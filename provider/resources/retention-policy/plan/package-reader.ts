import { isProviderError } from "../../../errors";
import { findPackageOrConfirmAbsence } from "../../../lookup/absence";
import type { Owner } from "../../../model/owner";
import type { VersionFacts } from "../../../model/package";
import { formatPackageId, type PackageRef } from "../../../model/reference";
import type { VersionSelector } from "../../../model/version-selector";
import type { ListVersionsOptions } from "../../../ports";
import { progressOf } from "../../../progress";
import { InUse } from "../../../references";
import {
  namedPackages,
  needsDeletedVersions,
  needsManifests,
  ofPackage,
  type PackageInput,
  type PolicyInputs,
  planRetention,
  type RetentionInput,
  type RetentionVersion,
  selectPackages,
} from "../../../retention";
import type { Declarations } from "../../../run/declarations";
import type { Session } from "../../../session";
import {
  declaresByAnotherName,
  isPackageDeclaredElsewhere,
  liveVersion,
  versionsDeclaredElsewhere,
} from "../../hand-over";
import type { EntriesByPackage } from "../memory";
import { awaitedAlone, notActive, readAwaited } from "./awaited";
import { readGone } from "./gone-in-use";
import { readImageEdges } from "./image-edges";
import { missingTags, withoutMissingTags } from "./missing-tags";
import { ownPageSuffices } from "./own-page";
import { concernsTheRun, problemOf } from "./package-problems";
import { type Reading, readWhole } from "./whole-list";

/** Whose packages are read, and for which policy. */
export interface ReaderOptions {
  readonly owner: Owner;
  readonly policy: PolicyInputs;
  readonly effectivePolicy?: PolicyInputs;
  readonly blocked?: EntriesByPackage;
  readonly orphanedParts?: EntriesByPackage;
  readonly deletedByUnappliedRules?: EntriesByPackage;
  /** What the policy is on record to have deleted. */
  readonly deletedBefore?: EntriesByPackage;
}

/** How packages are read. */
export interface ReadOptions {
  /** What this run, or the preview before it, has listed is not good enough. */
  readonly fresh?: boolean;
  /** Deleted versions that GitHub is known not to bring back. */
  readonly without?: ReadonlySet<number>;
  /** Called with the active versions of each package in GitHub's own order, where they are read. */
  readonly asListed?: (versions: readonly VersionFacts[]) => void;
  /** The run itself has changed the package since it was counted last: its count may lag behind that. */
  readonly isUncounted?: boolean;
}

export interface ReadPackages {
  readonly input: RetentionInput;
  /** Packages that are not there. */
  readonly absent: readonly string[];
}

/** Reads what a policy's plan is made from. A failure to read becomes the problem of its package, which stops the plan. */
export class PackageReader {
  /** How many versions a list of the owner's packages counts, by the package's name. */
  private readonly counts = new Map<string, number>();
  /** The active versions of each package as it was read last, by the package's name. */
  readonly seen = new Map<string, readonly VersionFacts[]>();

  private readonly inUse: InUse;

  constructor(
    private readonly session: Session,
    private readonly options: ReaderOptions,
  ) {
    this.inUse = new InUse(options.policy.packageType, options.policy.inUse ?? []);
  }

  /** Whether somebody reads along what becomes of every version. */
  get tellsDispositions(): boolean {
    return this.session.isFirstPhase && this.session.logger.details !== undefined;
  }

  /** Whether an update need not ask whether what its preview listed still holds, because it looks at each version's own page right before deleting it. */
  private get looksBeforeDeleting(): boolean {
    return !this.session.isFirstPhase && ownPageSuffices(this.options.policy);
  }

  /** The packages that the policy covers, and the names and patterns that cover none. */
  async packages(): Promise<{ refs: PackageRef[]; unmatched: readonly string[] }> {
    const { owner, policy } = this.options;
    const refer = (name: string): PackageRef => ({ owner, packageType: policy.packageType, name });
    const named = namedPackages(policy);
    if (!named) {
      const listed = await this.session.packages.list(owner, policy.packageType);
      for (const { name, versionCount } of listed) this.counts.set(name, versionCount);
      const { selected, unmatched } = selectPackages(
        policy,
        listed.map(({ name }) => name),
      );
      return { refs: selected.map(refer), unmatched };
    }
    return { refs: named.map(refer), unmatched: [] };
  }

  /** Everything about these packages. */
  async all(refs: readonly PackageRef[], options: ReadOptions = {}): Promise<ReadPackages> {
    let read = 0;
    const progress = progressOf(
      this.session.clock,
      this.session.logger,
      "read",
      `packages of ${this.options.owner.login}`,
    );
    const packages = await Promise.all(
      refs.map(async (ref) => {
        const input = await this.one(ref, options);
        read += 1;
        if (refs.length > 1) progress(read, refs.length);
        return input;
      }),
    );
    return {
      input: await this.inputOf(packages.filter((input) => input !== undefined)),
      absent: refs.filter((_, index) => packages[index] === undefined).map(({ name }) => name),
    };
  }

  /** The same about one package whose active versions are known. */
  async of(ref: PackageRef, versions: readonly VersionFacts[], { without }: ReadOptions = {}): Promise<RetentionInput> {
    const input = await this.orProblem(ref, () => this.complete(ref, versions, without));
    return this.inputOf(input ? [input] : []);
  }

  private one(ref: PackageRef, options: ReadOptions): Promise<PackageInput | undefined> {
    const { fresh = false, isUncounted = false } = options;
    const read = (isAgain: boolean) => this.read(ref, { ...options, fresh: fresh || isAgain });
    return this.orProblem(ref, async () => {
      if (isUncounted) return (await read(false)).input;
      return readWhole(this.session, ref, async () => (fresh ? undefined : this.knownCount(ref)), read);
    });
  }

  private async knownCount(ref: PackageRef): Promise<number | undefined> {
    return this.counts.get(ref.name) ?? (await this.session.packages.get(ref))?.versionCount;
  }

  /** @returns undefined when the package is not there. */
  private async orProblem(ref: PackageRef, read: () => Promise<PackageInput>): Promise<PackageInput | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isProviderError(error, "not_found") && !(await findPackageOrConfirmAbsence(this.session, ref)))
        return undefined;
      if (!isProviderError(error) || concernsTheRun(error)) throw error;
      return problemOf(ref, error);
    }
  }

  /**
   * Reads a package, and plans for it alone. Only where the plan deletes something is the first page read once more at the end. A listing that this run
   * has already holds as long as its first page does.
   */
  private async read(ref: PackageRef, { fresh = false, without, asListed }: ReadOptions): Promise<Reading> {
    const known = fresh ? undefined : await this.session.versions.known(ref);
    let reading = known && (await this.reading(ref, known, without));
    if (reading && (!reading.deletes || this.looksBeforeDeleting)) return reading;
    const api = await this.session.api();
    const listing: ListVersionsOptions = {
      ...(known && { earlier: known }),
      ...(asListed && { asListed }),
      recheckFirstPage: async (listed) => {
        reading = await this.reading(ref, listed, without);
        return reading.deletes;
      },
      onPage: progressOf(
        this.session.clock,
        this.session.logger,
        "listed",
        `versions of ${ref.owner.login}/${ref.name}`,
      ),
    };
    const versions = await this.session.versions.takeOver(ref, () => api.listVersions(ref, listing));
    return reading ?? this.reading(ref, versions, without);
  }

  private async reading(
    ref: PackageRef,
    versions: readonly VersionFacts[],
    without: ReadonlySet<number> | undefined,
  ): Promise<Reading> {
    const input = await this.complete(ref, versions, without);
    const plan = planRetention(await this.inputOf([input]));
    return { input, deletes: plan.deletions.length + plan.packageDeletions.length > 0 };
  }

  private async complete(
    ref: PackageRef,
    versions: readonly VersionFacts[],
    without: ReadonlySet<number> = new Set(),
  ): Promise<PackageInput> {
    this.seen.set(ref.name, versions);
    const { policy, effectivePolicy } = this.options;
    const { declarations } = this.session;
    const id = formatPackageId(ref.owner.login, ref.packageType, ref.name);
    const untold = missingTags(versions, policy.packageType);
    const byId = (entries: EntriesByPackage | undefined) =>
      new Map(Object.entries(ofPackage(entries, ref.name) ?? {}).map(([versionId, text]) => [Number(versionId), text]));
    const deletedByUnappliedRules = byId(this.options.deletedByUnappliedRules);
    const elsewhere = await versionsDeclaredElsewhere(this.session, ref, versions);
    const { imageHosts: hosts } = this.session;
    const { inUse, missing } = this.inUse.of({ hosts, login: ref.owner.login, name: ref.name }, versions);
    const needsDeleted = needsDeletedVersions(policy, effectivePolicy, { deletedByUnappliedRules });
    const deletedVersions = needsDeleted || missing.length > 0 ? await this.deletedVersions(ref, without) : undefined;
    const used = await readGone(this.session, ref, missing, deletedVersions ?? [], this.options.deletedBefore ?? {});
    const gone = notActive([...declarations.declaredVersions(id), ...elsewhere], versions);
    const input: PackageInput = {
      name: ref.name,
      versions,
      ...(deletedVersions && { deletedVersions }),
      inUse,
      goneInUse: used.gone,
      ...(untold !== undefined && { problem: untold }),
      declared: [...declarations.versionSelectors(id), ...declaredOtherwise(declarations, versions)],
      awaited: [...awaitedAlone(gone), ...used.awaited],
      declaredPackage: await this.isPackageDeclared(ref, id),
      blocked: new Set(byId(this.options.blocked).keys()),
      orphanedParts: byId(this.options.orphanedParts),
      deletedByUnappliedRules,
    };
    if (!needsManifests(await this.inputOf([input]), input)) return input;
    const { awaited, edges } = await readAwaited(this.session, ref, gone, versions);
    // Of deleted versions only rules need to know what they list.
    const { deletedVersions: _, ...withoutDeleted } = input;
    const active = await readImageEdges(this.session, ref, needsDeleted ? input : withoutDeleted);
    return {
      ...input,
      awaited: [...awaited, ...used.awaited],
      manifests: new Map([...edges, ...used.edges, ...active]),
    };
  }

  /** By another name of it, or another address of its server, it is asked for only where a policy may delete it as a whole. */
  private async isPackageDeclared(ref: PackageRef, id: string): Promise<boolean> {
    if (this.session.declarations.declaresPackage(id)) return true;
    if (this.options.policy.onAllMatched !== "deletePackage") return false;
    return (await declaresByAnotherName(this.session, ref)) || isPackageDeclaredElsewhere(this.session, ref);
  }

  private async deletedVersions(ref: PackageRef, without: ReadonlySet<number>): Promise<readonly RetentionVersion[]> {
    const { policy, effectivePolicy } = this.options;
    const listed = await this.session.versions.list(ref, "deleted");
    const restorable = listed.filter(({ id }) => !without.has(id));
    return withoutMissingTags(restorable, policy.packageType, [policy, effectivePolicy]);
  }

  /** The start of the run is asked for when something has been read: the answers to that tell the server's time. */
  private async inputOf(packages: readonly PackageInput[]): Promise<RetentionInput> {
    const { policy, effectivePolicy } = this.options;
    const now = await this.session.startOfRun.find();
    return {
      policy,
      ...(effectivePolicy && { effectivePolicy }),
      evaluatedAt: policy.asOf ?? now,
      now,
      packages,
      tellsDispositions: this.tellsDispositions,
    };
  }
}

/** Versions that the program declares by another name of their package, or by another address of this server. */
function declaredOtherwise(declarations: Declarations, versions: readonly VersionFacts[]): VersionSelector[] {
  const live = declarations.liveVersions();
  const here = versions.filter(({ id }) => live.has(id)).map(({ id }) => id);
  const elsewhere = declarations.elsewhere?.versionsAmong(versions.map(liveVersion)) ?? [];
  return [...new Set([...here, ...elsewhere.flatMap(({ liveIds }) => [...liveIds])])].map((value) => ({
    kind: "versionId",
    value,
  }));
}
