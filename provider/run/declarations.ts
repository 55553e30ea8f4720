import type { PackageType } from "../model/package";
import { formatPackageId } from "../model/reference";

/** What identifies a version in a program: exactly one of the four, whichever the registry uses. */
export type VersionHandle =
  | { readonly kind: "version" | "tag" | "digest"; readonly value: string }
  | { readonly kind: "versionId"; readonly value: number };

/** One thing that the program of this run declares. `package` is the canonical package id. */
export type Declaration =
  | { readonly type: "package"; readonly package: string }
  | { readonly type: "version"; readonly package: string; readonly handle: VersionHandle };

/** Where declarations are kept beyond this process: an update knows what its preview saw, and each provider instance what the others see. */
export interface DeclarationJournal {
  append(declaration: Declaration): void;
  /** What others have appended since the last call; earlier entries may come again. */
  read(): Declaration[];
}

/**
 * What the program of this run declares. Deleting any of it is a hand-over, not a deletion: because `create` adopts, a resource
 * that was renamed, moved or replaced has by then a successor that means the same live object.
 */
export class Declarations {
  private readonly packages = new Set<string>();
  private readonly versions = new Map<string, Map<string, VersionHandle>>();

  constructor(private readonly journal: DeclarationJournal) {}

  declarePackage(login: string, type: PackageType, name: string): void {
    this.add({ type: "package", package: formatPackageId(login, type, name) });
  }

  declareVersion(login: string, type: PackageType, packageName: string, handle: VersionHandle): void {
    this.add({ type: "version", package: formatPackageId(login, type, packageName), handle });
  }

  declaresPackage(packageId: string): boolean {
    this.readJournal();
    return this.packages.has(packageId);
  }

  /** Every handle by which the program names versions of this package. */
  versionHandles(packageId: string): VersionHandle[] {
    this.readJournal();
    return [...(this.versions.get(packageId)?.values() ?? [])];
  }

  private add(declaration: Declaration): void {
    if (this.remember(declaration)) this.journal.append(declaration);
  }

  /** At every question: another instance may declare what this one has in hand to delete at any time before. */
  private readJournal(): void {
    for (const declaration of this.journal.read()) this.remember(declaration);
  }

  private remember(declaration: Declaration): boolean {
    if (declaration.type === "package") {
      const isNew = !this.packages.has(declaration.package);
      this.packages.add(declaration.package);
      return isNew;
    }
    const handles = this.versions.get(declaration.package) ?? new Map<string, VersionHandle>();
    this.versions.set(declaration.package, handles);
    const key = `${declaration.handle.kind}:${declaration.handle.value}`;
    const isNew = !handles.has(key);
    handles.set(key, declaration.handle);
    return isNew;
  }
}
