import { compileGlobs, globMistake } from "../provider/retention/policy/globs";

/**
 * Defaults of a pack's rules. Whoever runs the pack can set each for itself, under the rule's name, in the file that
 * `--policy-pack-config` names. Globs are those of retention rules: `*` stops at a `/`, `**` does not.
 */
export interface PackagePolicyOptions {
  /** So many versions may one retention policy delete in one run. Default 100. */
  readonly maxDeletions?: number;
  /** So many versions may all of them together delete in one run. Default 500. */
  readonly maxTotalDeletions?: number;
  /** Globs for tags and names of versions that must not be deleted. Default `latest` and `stable`. */
  readonly tags?: readonly string[];
  /** Globs for packages, `owner/type/name` in upper or lower case, of which nothing may be deleted. Default: none. */
  readonly packages?: readonly string[];
  /** A retention policy has to be set to leave at least so many images or releases of each package. Default 1. */
  readonly minRemaining?: number;
  /**
   * Globs for packages, `owner/type/name` in upper or lower case, that may be without `protect`, and that a retention policy may delete as a whole. Default:
   * none.
   */
  readonly deletable?: readonly string[];
}

const DEFAULTS: Required<PackagePolicyOptions> = {
  maxDeletions: 100,
  maxTotalDeletions: 500,
  tags: ["latest", "stable"],
  packages: [],
  minRemaining: 1,
  deletable: [],
};

/**
 * @throws for an option that is given as undefined, as by a variable that is not set: the default may protect less than was meant.
 */
export function withDefaults(options: PackagePolicyOptions): Required<PackagePolicyOptions> {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) continue;
    throw new Error(
      `the policy's setting ${name} is given as undefined, as by a variable that is not set. Give it a value, or leave it out: its default is ` +
        `${JSON.stringify(DEFAULTS[name as keyof PackagePolicyOptions])}`,
    );
  }
  return { ...DEFAULTS, ...options };
}

/** Configuration schemas: what a rule's settings may be. The SDK refuses a value of another type before any rule runs. */
export const number = (description: string) => ({ type: "number" as const, minimum: 0, description });
export const globs = (description: string) => ({
  type: "array" as const,
  items: { type: "string" as const },
  description,
});

/**
 * One test for a list of globs for tags and names of versions. A mistake in one would protect nothing, so it is an error.
 * @throws naming the setting and the mistake
 */
export function tagMatcher(setting: string, patterns: readonly string[]): (text: string) => boolean {
  return matcher(setting, patterns, digestMistake);
}

/**
 * One test for a list of globs for `owner/type/name`. GitHub compares logins without regard to case.
 * @throws as `tagMatcher`
 */
export function packageMatcher(setting: string, patterns: readonly string[]): (path: string) => boolean {
  const lowered = patterns.map((pattern) => pattern.toLowerCase());
  const matches = matcher(setting, lowered, pathMistake);
  return (path) => matches(path.toLowerCase());
}

function matcher(
  setting: string,
  patterns: readonly string[],
  mistakeOf: (pattern: string) => string | undefined,
): (text: string) => boolean {
  const mistake = patterns.map((one) => globMistake(one) ?? mistakeOf(one)).find((one) => one !== undefined);
  if (mistake !== undefined) throw new Error(`the policy's setting ${setting}: ${mistake}`);
  return compileGlobs(patterns);
}

/** Bound lines have a short digest of versions without tags, none of those with tags, and no digest tags. */
function digestMistake(pattern: string): string | undefined {
  if (!/(?:^|[{,])sha256[:*?[-]/.test(pattern)) return undefined;
  return (
    `"${pattern}" names a digest, and a policy pack is shown digests in part or not at all. ` +
    "Declare that version as a PackageVersion, which no retention policy of its program deletes, or add a keep rule with versionNames"
  );
}

function pathMistake(pattern: string): string | undefined {
  if (!pattern.includes("**") && pattern.split("/").length < 3) {
    return `"${pattern}" can match no package: they are named owner/type/name, as acme/container/api`;
  }
  const [, path, name] = /^(.*\/npm\/)@[^/]*\/(.*)$/.exec(pattern) ?? [];
  return name === undefined
    ? undefined
    : `"${pattern}" has an npm scope, which GitHub knows packages without: ${path}${name}`;
}
