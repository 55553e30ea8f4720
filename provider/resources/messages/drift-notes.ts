import type { PropertyMap } from "../resource";

/**
 * Which resources a refresh has just found changed. The engine shows a refreshed resource as changed only when `diff`, called right
 * after `read`, says so; `diff` by itself compares the program with the state, and nothing that can drift can be set by a
 * program. So `read` leaves a note, and the next `diff` of that resource takes it.
 */
export class DriftNotes {
  private readonly ids = new Set<string>();

  compare(id: string, prior: PropertyMap, live: PropertyMap): void {
    if (canonical(prior) === canonical(live)) this.ids.delete(id);
    else this.ids.add(id);
  }

  take(id: string): boolean {
    return this.ids.delete(id);
  }
}

/** Without the hidden keys, which are the provider's own: a later version that adds one has found no change. */
function canonical(properties: PropertyMap): string {
  const shown = Object.entries(properties).filter(([name]) => !name.startsWith("__"));
  return JSON.stringify(shown.sort(([a], [b]) => (a < b ? -1 : 1)));
}
