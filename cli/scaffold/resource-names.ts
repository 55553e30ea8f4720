import type { PackageType, VersionFacts } from "../../provider/model/package";
import { ordinaryTags } from "../../provider/model/tags";

/**
 * Gives names to resources: letters, digits, `.`, `_` and `-` alone, none twice. The same wishes in the same order get the same names.
 */
export class ResourceNames {
  private readonly taken = new Set<string>();

  takeForPackage(type: PackageType, name: string): string {
    return this.take(type, name);
  }

  /** By a tag that people know it by, or else by its own name. */
  takeForVersion(packageResource: string, facts: VersionFacts): string {
    return this.take(packageResource, ordinaryTags(facts)[0] ?? facts.name);
  }

  /** `container-repo-api` for `container` and `repo/api`; with a number when somebody has it already. */
  take(...words: readonly string[]): string {
    const wish = words.map(plain).filter(Boolean).join("-") || "package";
    let name = wish;
    for (let number = 2; this.taken.has(name.toLowerCase()); number++) name = `${wish}-${number}`;
    this.taken.add(name.toLowerCase());
    return name;
  }
}

function plain(word: string): string {
  const letters = word.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "");
}
