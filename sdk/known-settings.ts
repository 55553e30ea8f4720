import * as pulumi from "@pulumi/pulumi";

/** This provider's own namespace of the stack's configuration. */
const NAMESPACE = "github-packages";

/** What can be configured, and given to a `Provider`. */
const SETTINGS: readonly string[] = [
  "owner",
  "token",
  "appAuth",
  "baseUrl",
  "registryUrl",
  "apiVersion",
  "readDelayMs",
  "writeDelayMs",
  "retryDelayMs",
  "maxRetries",
  "maxWaitSeconds",
  "requestTimeoutMs",
  "parallelRequests",
  "pointsPerMinute",
  "maxPerPage",
  "cachePath",
  "restoresAreContentCreating",
  "undocumentedUserPaging",
  "undocumentedVersionCount",
];

/** What a `Provider` can be given. A stack's configuration has secrets, so that it needs no name of a variable. */
export const ARGUMENT_NAMES: readonly string[] = ["tokenVariable", ...SETTINGS];

/** `organization` is what @pulumi/github called the owner before. */
const KEYS: readonly string[] = [...SETTINGS, "organization"];

/** A typo is at most this many edits from the name that was meant: enough for two slips, too few to suggest an unrelated name. */
const SUGGESTION_DISTANCE = 3;

/**
 * Refuses a key of `github-packages:` that nobody reads. With a misspelled `owner` or `baseUrl`, a program would work on another account or host than
 * is configured. In a project of that name the program has the namespace for itself.
 * @throws an error with the nearest key that there is.
 */
export function assertSettingsAreKnown(): void {
  if (pulumi.runtime.getProject() === NAMESPACE) return;
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const [namespace, name = ""] = key.split(":");
    if (namespace !== NAMESPACE || KEYS.includes(name)) continue;
    throw new pulumi.RunError(
      `there is no setting ${key}.${suggestion(name, KEYS, (nearest) => `${NAMESPACE}:${nearest}`)} Remove it with \`pulumi config rm ${key}\`. The settings are ${KEYS.join(", ")}.`,
    );
  }
}

/** @throws an error with the nearest argument that there is. */
export function assertArgumentsAreKnown(provider: string, args: object): void {
  const name = Object.keys(args).find((one) => !ARGUMENT_NAMES.includes(one));
  if (name === undefined) return;
  throw new pulumi.RunError(
    `Provider "${provider}": there is no argument "${name}".${suggestion(name, ARGUMENT_NAMES, (nearest) => `"${nearest}"`)} The arguments are ${ARGUMENT_NAMES.join(", ")}.`,
  );
}

function suggestion(name: string, known: readonly string[], written: (nearest: string) => string): string {
  const nearest = known
    .map((one) => ({ one, edits: edits(name.toLowerCase(), one.toLowerCase()) }))
    .reduce((best, other) => (other.edits < best.edits ? other : best));
  return nearest.edits <= SUGGESTION_DISTANCE ? ` Did you mean ${written(nearest.one)}?` : "";
}

/** Levenshtein's distance. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const above = row;
    row = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
