import { closest, distance } from "fastest-levenshtein";

/** A typo is at most this many edits from the name that was meant: enough for two slips, too few to suggest an unrelated name. */
const MOST_EDITS = 3;

/** Of a short name, that many would be most of it. */
const EDITED_SHARE = 1 / 3;

const MOST_NAMED = 3;

/**
 * The names that somebody may have meant who wrote one that is not there: the same in another case or with more parts before it, else those
 * that the fewest edits lead to.
 */
export function nearestNames(written: string, names: Iterable<string>): string[] {
  const meant = written.toLowerCase();
  const rated = [...new Set(names)].flatMap((name) => {
    const edits = editsBetween(meant, name.toLowerCase());
    return edits === undefined ? [] : [{ name, edits }];
  });
  const least = Math.min(...rated.map(({ edits }) => edits));
  const nearest = rated.filter(({ edits }) => edits === least).map(({ name }) => name);
  return nearest.sort().slice(0, MOST_NAMED);
}

/** ` Did you mean "owner"?`, of the names that a program can write here; empty when none is near. */
export function meantName(written: string, known: readonly string[]): string {
  const nearest = closest(written, known);
  return distance(written, nearest) <= MOST_EDITS ? ` Did you mean "${nearest}"?` : "";
}

/** ` Did you mean a, b or c?`; empty without any. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  const [last = "", ...others] = [...names].reverse();
  return ` Did you mean ${others.length === 0 ? last : `${others.reverse().join(", ")} or ${last}`}?`;
}

/**
 * A name that was copied from where images are pulled, as the API has it: without the registry's address, the owner, a tag and a digest.
 * Any other name as it is.
 */
export function withoutAddress(written: string, owner: string): string {
  const path = written.replace(/^[a-z]+:\/\//i, "");
  const [first = "", ...rest] = path.split("/");
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const below = isHost ? rest.join("/") : path;
  const prefix = `${owner}/`.toLowerCase();
  const own = below.toLowerCase().startsWith(prefix) ? below.slice(prefix.length) : below;
  return own.replace(/@sha256:[0-9a-f]*$/i, "").replace(/:[^:/]*$/, "");
}

function editsBetween(meant: string, name: string): number | undefined {
  if (name === meant || name.endsWith(`/${meant}`)) return 0;
  const most = Math.min(MOST_EDITS, Math.ceil(meant.length * EDITED_SHARE));
  if (Math.abs(name.length - meant.length) > most) return undefined;
  const edits = distance(meant, name);
  return edits <= most ? edits : undefined;
}
