/**
 * Durations, globs and semantic versions as docs/retention.md describes them, for the naive planner: the globs `*` and `?`, the
 * ranges `>=a.b.c` and `<a.b.c` (several are ANDed).
 */
const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

export function milliseconds(duration: string): number {
  const parts = [...duration.toLowerCase().matchAll(/(\d+)([smhdw])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] as number) * 1000, 0);
}

export function glob(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern.startsWith("*")) {
    return glob(pattern.slice(1), text) || (text !== "" && glob(pattern, text.slice(1)));
  }
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && glob(pattern.slice(1), text.slice(1));
}

export interface Semver {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
}

export function semver(text: string): Semver | undefined {
  const numeric = "(0|[1-9]\\d*)";
  const identifier = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
  const form = `^v?${numeric}\\.${numeric}\\.${numeric}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z.-]+)?$`;
  const found = new RegExp(form).exec(text);
  if (found === null) return undefined;
  return {
    numbers: [Number(found[1]), Number(found[2]), Number(found[3])],
    prerelease: found[4] === undefined ? [] : found[4].split("."),
  };
}

function compareSemver(a: Semver, b: Semver): number {
  for (const place of [0, 1, 2] as const) {
    if (a.numbers[place] !== b.numbers[place]) return a.numbers[place] - b.numbers[place];
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (let place = 0; ; place++) {
    const left = a.prerelease[place];
    const right = b.prerelease[place];
    if (left === undefined || right === undefined) return a.prerelease.length - b.prerelease.length;
    if (left === right) continue;
    const numbers = [left, right].map((text) => (/^\d+$/.test(text) ? Number(text) : undefined));
    if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
    if (numbers[0] !== undefined) return -1;
    if (numbers[1] !== undefined) return 1;
    return left < right ? -1 : 1;
  }
}

export function inRange(version: Semver, range: string): boolean {
  return range.split(" ").every((comparator) => {
    const bound = semver(comparator.replace(/^(>=|<)/, "")) as Semver;
    const order = compareSemver(version, bound);
    return comparator.startsWith(">=") ? order >= 0 : order < 0;
  });
}
