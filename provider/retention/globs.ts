import picomatch from "picomatch";

/** `strictBrackets` makes an unclosed bracket an error instead of a literal that matches nothing anybody has. */
const OPTIONS = { dot: true, nonegate: true, noextglob: true, strictBrackets: true } as const;

const SPECIAL = /[*?[\]{}\\]/;

/** Whether a pattern is a plain name. */
export function isLiteral(pattern: string): boolean {
  return !SPECIAL.test(pattern);
}

/** What stands before the first special character. */
export function literalPrefix(pattern: string): string {
  const at = pattern.search(SPECIAL);
  return at < 0 ? pattern : pattern.slice(0, at);
}

/** Why a pattern can't be used; undefined when it can. */
export function globMistake(pattern: string): string | undefined {
  if (pattern.startsWith("!")) {
    return `"${pattern}" begins with "!": entries of a list are alternatives, so an exception here would match all the rest. Use a keep rule (for packages: excludePackages)`;
  }
  if (/[()|]/.test(pattern)) {
    return `"${pattern}" has "(", ")" or "|"; globs know *, **, ?, [abc] and {a,b}. For more there are tagRegex and versionNameRegex`;
  }
  try {
    picomatch.makeRe(pattern, OPTIONS);
    return undefined;
  } catch (error) {
    return `"${pattern}" is not a glob: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** One test for a list of patterns of which one must match. */
export function compileGlobs(patterns: readonly string[]): (text: string) => boolean {
  const literals = new Set(patterns.filter(isLiteral));
  const tests = patterns.filter((pattern) => !isLiteral(pattern)).map(compileGlob);
  return (text) => literals.has(text) || tests.some((test) => test(text));
}

/** `pr-*` is what nearly everybody writes, and a hundred thousand tags are asked: it goes without a regular expression. */
function compileGlob(pattern: string): (text: string) => boolean {
  const prefix = literalPrefix(pattern);
  if (pattern === `${prefix}*` && prefix !== "") {
    return (text) => text.startsWith(prefix) && !text.includes("/", prefix.length);
  }
  const expression = picomatch.makeRe(pattern, OPTIONS);
  return (text) => expression.test(text);
}
