import picomatch from "picomatch";
import { RE2JS } from "re2js";

/** `strictBrackets` makes an unclosed bracket an error instead of a literal that matches nothing anybody has. */
const OPTIONS = { dot: true, nonegate: true, noextglob: true, strictBrackets: true } as const;

const SPECIAL = /[*?[\]{}\\]/;

/**
 * What picomatch's expressions have besides what RE2 knows, and what says the same of names without segments that are empty, `.` or `..`. Packages, versions
 * and tags have no others.
 */
const WITHOUT_LOOKAHEADS: readonly (readonly [lookahead: string, instead: string])[] = [
  ["(?!(?:^|\\/)\\.{1,2}(?:\\/|$))", ""],
  ["(?!\\.{1,2}(?:\\/|$))", ""],
  // The end, and something after it.
  ["|$)(?=.)", ")"],
  ["(?=.)", ""],
];

type Test = (text: string) => boolean;

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
  if (pattern.includes("[!"))
    return `"${pattern}" has "[!", which means one of a set with "!" in it; write "[^abc]" for none of a set`;
  if (/\{[^{},]*\.\.[^{},]*\}/.test(pattern)) return `"${pattern}" has a range in braces; write {1,2,3} or [1-3]`;
  if (/\\(?:[A-Za-z0-9]|$)/.test(pattern))
    return `"${pattern}" has a "\\" that is not before a character with a meaning, as in "\\*"`;
  try {
    linear(pattern);
    return undefined;
  } catch (error) {
    return `"${pattern}" is not a glob: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** One test for a list of patterns of which one must match. It takes linear time, whoever has chosen the text. */
export function compileGlobs(patterns: readonly string[]): Test {
  const literals = new Set(patterns.filter(isLiteral));
  const tests = patterns.filter((pattern) => !isLiteral(pattern)).map(compileGlob);
  return (text) => literals.has(text) || tests.some((test) => test(text));
}

/** `pr-*` and `*-amd64` are what nearly everybody writes, and a hundred thousand tags are asked: they go without a regular expression. */
function compileGlob(pattern: string): Test {
  const [before = "", after = "", ...more] = pattern.split("*");
  if (more.length > 0 || !isLiteral(before) || !isLiteral(after) || !pattern.includes("*")) {
    const expression = linear(pattern);
    return (text) => expression.matches(text);
  }
  const least = Math.max(before.length + after.length, 1);
  return (text) => {
    if (text.length < least || !text.startsWith(before) || !text.endsWith(after)) return false;
    const slash = text.indexOf("/", before.length);
    return slash < 0 || slash >= text.length - after.length;
  };
}

/**
 * picomatch reads the glob, and RE2 runs what it made of it (https://github.com/google/re2/wiki/WhyRE2): its own expressions backtrack, and whoever may push chooses
 * the tags that they are tried on.
 * @throws what either says of a pattern that is none
 */
function linear(pattern: string): RE2JS {
  const { source: escaped } = picomatch.makeRe(pattern, OPTIONS);
  // picomatch escapes all letters but its own, and RE2 takes a backslash before punctuation alone.
  const source = escaped.replace(/\\([\s\S])/gu, (whole, escapee: string) => (escapee > "\x7f" ? escapee : whole));
  return RE2JS.compile(
    WITHOUT_LOOKAHEADS.reduce((rest, [lookahead, instead]) => rest.replaceAll(lookahead, instead), source),
  );
}
