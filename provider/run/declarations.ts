import type { PackageType } from "../model/package";
import { formatPackageId } from "../model/reference";
import { formatSelector, type VersionSelector } from "../model/version-selector";
import type { Declaration, DeclaredVersion } from "./declaration";
import type { DeclaredElsewhere } from "./declared-elsewhere";
import { type Journal, privateJournal } from "./journal";
import type { Sight } from "./same-object";

/**
 * What the program of this run declares. Deleting any of it is a hand-over, and no deletion. `create` adopts, so that a resource that was renamed, moved or
 * replaced has by then a successor that means the same live object.
 */
export class Declarations {
  private readonly known = new Set<string>();
  private readonly packages = new Set<string>();
  private readonly versions = new Map<string, Map<string, DeclaredVersion & { readonly liveIds: Set<number> }>>();
  private readonly liveIds = { package: new Set<number>(), version: new Set<number>() };

  /**
   * @param journal keeps the declarations beyond this process. By it an update knows what its preview saw, and each provider instance what the others see.
   * @param onDeclared called with each new declaration of this process.
   * @param elsewhere what is declared by other addresses, which may mean the same server.
   */
  constructor(
    private readonly journal: Journal<Declaration>,
    private readonly onDeclared: (declaration: Declaration) => void = () => {},
    readonly elsewhere?: DeclaredElsewhere,
  ) {}

  /** Whether the other processes of the run know of them too. */
  get areShared(): boolean {
    return this.journal !== privateJournal;
  }

  /** @param liveId what the name was found to mean, once that is known; `sight` what the server says of it. */
  declarePackage(login: string, type: PackageType, name: string, liveId?: number, sight?: Sight): void {
    const packageId = formatPackageId(login, type, name);
    this.add({ type: "package", package: packageId, ...(liveId !== undefined && { liveId }) }, sight);
  }

  /** @param liveId the version that the selector was found to mean, once that is known; `sight` what the server says of it. */
  declareVersion(
    login: string,
    type: PackageType,
    packageName: string,
    selector: VersionSelector,
    liveId?: number,
    sight?: Sight,
  ): void {
    const packageId = formatPackageId(login, type, packageName);
    this.add({ type: "version", package: packageId, handle: selector, ...(liveId !== undefined && { liveId }) }, sight);
  }

  declaresPackage(packageId: string): boolean {
    this.readJournal();
    return this.packages.has(packageId);
  }

  /** Whether the program declares this very object, by whatever owner, type or name: they can change, and GitHub finds a migrated image under two types. */
  declaresLive(type: "package" | "version", liveId: number): boolean {
    this.readJournal();
    return this.liveIds[type].has(liveId);
  }

  /** GitHub's numbers of all versions that the program declares, by whatever name. */
  liveVersions(): ReadonlySet<number> {
    this.readJournal();
    return this.liveIds.version;
  }

  /** The versions of this package that the program itself names. */
  declaredVersions(packageId: string): DeclaredVersion[] {
    this.readJournal();
    return [...(this.versions.get(packageId)?.values() ?? [])];
  }

  /** The canonical ids of the packages that the program names, or names a version of. */
  packageIds(): ReadonlySet<string> {
    this.readJournal();
    return new Set([...this.packages, ...this.versions.keys()]);
  }

  /** The selectors by which the program names them. */
  declaredSelectors(packageId: string): VersionSelector[] {
    return this.declaredVersions(packageId).map(({ handle }) => handle);
  }

  /** Every selector that means a declared version of this package: those of the program, and the ids that they were found to mean. */
  versionSelectors(packageId: string): VersionSelector[] {
    const declared = this.declaredVersions(packageId);
    const selectors = declared.map(({ handle }) => handle);
    const isNamed = (id: number) => selectors.some(({ kind, value }) => kind === "versionId" && value === id);
    const found = [...new Set(declared.flatMap(({ liveIds }) => [...liveIds]))].filter((id) => !isNamed(id));
    return [...selectors, ...found.map((value) => ({ kind: "versionId", value }) as const)];
  }

  private add(declaration: Declaration, sight?: Sight): void {
    if (!this.remember(declaration)) return;
    this.journal.append(declaration);
    this.elsewhere?.announce(declaration, sight);
    this.onDeclared(declaration);
  }

  /** At every question: another instance may declare what this one has in hand to delete at any time before. */
  private readJournal(): void {
    for (const declaration of this.journal.read()) this.remember(declaration);
  }

  private remember(declaration: Declaration): boolean {
    const key = JSON.stringify(declaration);
    if (this.known.has(key)) return false;
    this.known.add(key);
    const { liveId } = declaration;
    if (liveId !== undefined) this.liveIds[declaration.type].add(liveId);
    if (declaration.type === "package") {
      this.packages.add(declaration.package);
      return true;
    }
    const { handle } = declaration;
    const name = formatSelector(handle);
    const versions = this.versions.get(declaration.package) ?? new Map();
    const version = versions.get(name) ?? { handle, liveIds: new Set<number>() };
    if (liveId !== undefined) version.liveIds.add(liveId);
    this.versions.set(declaration.package, versions.set(name, version));
    return true;
  }
}
