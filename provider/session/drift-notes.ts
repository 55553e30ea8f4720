import { isSame } from "../model/canonical";

type Properties = Readonly<Record<string, unknown>>;

/**
 * Which resources a refresh has just found changed. The engine shows a refreshed resource as changed only when `diff`, called right after `read`, says so.
 * `diff` by itself compares the program with the state, and a program can set nothing that can drift. So `read` leaves a note, and the next `diff` of that
 * resource takes it.
 */
export class DriftNotes {
  private readonly ids = new Set<string>();

  compare(id: string, prior: Properties, live: Properties): void {
    if (isSame(shown(prior), shown(live))) this.ids.delete(id);
    else this.ids.add(id);
  }

  take(id: string): boolean {
    return this.ids.delete(id);
  }
}

/** Without the hidden keys, which are the provider's own: a later version that adds one has found no change. */
function shown(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));
}
