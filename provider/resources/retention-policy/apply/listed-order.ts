import type { VersionFacts } from "../../../model/package";

/** How a page compares with what is known. `moved`: the page alone does not explain what happened, so that all pages have to be read. */
export type Sight = "as known" | "changed" | "moved";

/**
 * The active versions of a package in the order in which GitHub lists them. They are as a whole listing showed them, and single pages since. Versions that
 * this run deletes stay in it, because lists can lag behind.
 */
export class ListedOrder {
  private places: ReadonlyMap<number, number>;

  /** @param isOwn whether this run has sent a deletion of the version. */
  constructor(
    private order: readonly VersionFacts[],
    private readonly pageSize: number,
    private readonly isOwn: (versionId: number) => boolean,
  ) {
    this.places = placesOf(order);
  }

  get versions(): readonly VersionFacts[] {
    return this.order;
  }

  has(versionId: number): boolean {
    return this.places.has(versionId);
  }

  /** The page that a version is on, when all that this run has deleted before it is off the list. */
  pageOf(versionId: number): number {
    const place = this.places.get(versionId) ?? 0;
    return Math.floor((place - this.ownBefore(place)) / this.pageSize) + 1;
  }

  /**
   * Takes over what a page shows: versions that came, went, or have other tags.
   * @param inserted how many versions the pages before this one, read at the same time, were found to have got.
   */
  take(page: number, rows: readonly VersionFacts[], inserted: number): Sight {
    const known = rows.flatMap(({ id }, at) => {
      const place = this.places.get(id);
      return place === undefined ? [] : [{ at, place }];
    });
    const [first] = known;
    const last = known.at(-1);
    if (!first || !last || !isAscending(known.map(({ place }) => place))) return "moved";
    // What stands before the first that is known, on a later page, may be in the place of another.
    if (page > 1 && (first.at > 0 || !this.mayBeAt(first.place, (page - 1) * this.pageSize, inserted))) return "moved";
    if (rows.length < this.pageSize && !this.order.slice(last.place + 1).every(({ id }) => this.isOwn(id)))
      return "moved";
    return this.replace(page === 1 ? 0 : first.place, last.place + 1, rows);
  }

  /** Whether nothing came or went unseen before this place. Rows of versions that this run deletes may be there or not. */
  private mayBeAt(place: number, position: number, inserted: number): boolean {
    return position <= place && position >= place - this.ownBefore(place) - inserted;
  }

  private ownBefore(place: number): number {
    let count = 0;
    for (let index = 0; index < place; index += 1) if (this.isOwn(this.order[index]?.id ?? 0)) count += 1;
    return count;
  }

  /** What is no longer listed between the ends is gone. */
  private replace(from: number, to: number, rows: readonly VersionFacts[]): Sight {
    const section: VersionFacts[] = [];
    let next = from;
    let isChanged = false;
    const passUntil = (place: number) => {
      for (const version of this.order.slice(next, place)) {
        if (this.isOwn(version.id)) section.push(version);
        else isChanged = true;
      }
      next = place + 1;
    };
    for (const row of rows) {
      const place = this.places.get(row.id);
      const before = place === undefined ? undefined : this.order[place];
      if (place !== undefined) passUntil(place);
      if (!before || (saidOf(before) !== saidOf(row) && !this.isOwn(row.id))) isChanged = true;
      section.push(row);
    }
    if (!isChanged) return "as known";
    this.order = [...this.order.slice(0, from), ...section, ...this.order.slice(to)];
    this.places = placesOf(this.order);
    return "changed";
  }
}

function placesOf(order: readonly VersionFacts[]): ReadonlyMap<number, number> {
  return new Map(order.map(({ id }, place) => [id, place]));
}

function isAscending(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place > (places[index - 1] as number));
}

/** What the rules go by. */
function saidOf({ name, tags, createdAt, updatedAt }: VersionFacts): string {
  return JSON.stringify([name, tags, createdAt, updatedAt]);
}
