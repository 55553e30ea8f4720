import { compileGlobs, globMistake } from "../provider/retention/globs";

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

export const DEFAULTS: Required<PackagePolicyOptions> = {
  maxDeletions: 100,
  maxTotalDeletions: 500,
  tags: ["latest", "stable"],
  packages: [],
  minRemaining: 1,
  deletable: [],
};

/** Configuration schemas: what a rule's settings may be. The SDK refuses a value of another type before any rule runs. */
export const number = (description: string) => ({ type: "number" as const, minimum: 0, description });
export const globs = (description: string) => ({
  type: "array" as const,
  items: { type: "string" as const },
  description,
});

/**
 * One test for a list of globs. A mistake in one would protect nothing, so it is an error.
 * @throws naming the setting and the mistake
 */
export function matcher(setting: string, patterns: readonly string[]): (text: string) => boolean {
  const mistake = patterns.map(globMistake).find((one) => one !== undefined);
  if (mistake !== undefined) throw new Error(`the policy's setting ${setting}: ${mistake}`);
  return compileGlobs(patterns);
}

/** One test for a list of globs for `owner/type/name`. GitHub compares logins without regard to case. */
export function packageMatcher(setting: string, patterns: readonly string[]): (path: string) => boolean {
  const matches = matcher(
    setting,
    patterns.map((pattern) => pattern.toLowerCase()),
  );
  return (path) => matches(path.toLowerCase());
}
