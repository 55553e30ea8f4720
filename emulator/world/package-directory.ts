import type { PackageType } from "../seed";
import type { PackageFacts, PackageRecord } from "./package-record";

interface Shelf {
  readonly active: Map<string, PackageRecord>;
  readonly deleted: Map<string, PackageRecord[]>;
  /** Active packages, newest created first; dropped when the set changes. */
  sorted: PackageRecord[] | undefined;
}

/** Packages by owner, type and name. One name holds at most one active package and any number of deleted ones. */
export class PackageDirectory {
  readonly #shelves = new Map<string, Shelf>();

  add(record: PackageRecord): void {
    const shelf = this.#shelf(record.facts.owner, record.facts.packageType);
    const { name } = record.facts;
    if (record.deletedAt !== undefined) {
      const deleted = [...(shelf.deleted.get(name) ?? []), record];
      shelf.deleted.set(name, deleted.sort(compareLatestDeletion));
      return;
    }
    if (shelf.active.has(name)) throw new Error(`add ${record.path}: an active package has that name`);
    shelf.active.set(name, record);
    shelf.sorted = undefined;
  }

  active(owner: string, type: PackageType): readonly PackageRecord[] {
    const shelf = this.#shelf(owner, type);
    shelf.sorted ??= [...shelf.active.values()].sort(compareNewestPackage);
    return shelf.sorted;
  }

  find(owner: string, type: PackageType, name: string): PackageRecord | undefined {
    return this.#shelf(owner, type).active.get(name);
  }

  findDeleted(owner: string, type: PackageType, name: string): readonly PackageRecord[] {
    return this.#shelf(owner, type).deleted.get(name) ?? [];
  }

  delete(record: PackageRecord, at: string): void {
    const shelf = this.#shelf(record.facts.owner, record.facts.packageType);
    shelf.active.delete(record.facts.name);
    shelf.sorted = undefined;
    record.deletedAt = at;
    this.add(record);
  }

  restore(record: PackageRecord): void {
    const shelf = this.#shelf(record.facts.owner, record.facts.packageType);
    const others = (shelf.deleted.get(record.facts.name) ?? []).filter((other) => other !== record);
    shelf.deleted.set(record.facts.name, others);
    record.deletedAt = undefined;
    this.add(record);
  }

  /** Puts a package where its changed facts belong. Throws when an active package is there. */
  move(record: PackageRecord, change: Partial<Pick<PackageFacts, "owner" | "packageType">>): void {
    const { owner, packageType, name } = record.facts;
    const shelf = this.#shelf(owner, packageType);
    if (record.deletedAt === undefined) shelf.active.delete(name);
    else
      shelf.deleted.set(
        name,
        (shelf.deleted.get(name) ?? []).filter((other) => other !== record),
      );
    shelf.sorted = undefined;
    record.facts = { ...record.facts, ...change };
    this.add(record);
  }

  all(): PackageRecord[] {
    const records = [...this.#shelves.values()].flatMap((shelf) => [
      ...shelf.active.values(),
      ...[...shelf.deleted.values()].flat(),
    ]);
    return records.sort((a, b) => compareText(a.path.toLowerCase(), b.path.toLowerCase()) || a.facts.id - b.facts.id);
  }

  #shelf(owner: string, type: PackageType): Shelf {
    const key = `${owner.toLowerCase()}/${type}`;
    const existing = this.#shelves.get(key);
    if (existing) return existing;
    const shelf: Shelf = { active: new Map(), deleted: new Map(), sorted: undefined };
    this.#shelves.set(key, shelf);
    return shelf;
  }
}

function compareNewestPackage(a: PackageRecord, b: PackageRecord): number {
  return compareText(b.facts.createdAt, a.facts.createdAt) || b.facts.id - a.facts.id;
}

function compareLatestDeletion(a: PackageRecord, b: PackageRecord): number {
  return compareText(b.deletedAt ?? "", a.deletedAt ?? "") || b.facts.id - a.facts.id;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
