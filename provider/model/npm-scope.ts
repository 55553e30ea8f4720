import { canonicalLogin } from "./owner";
import type { PackageType } from "./package";

/**
 * Why a name or glob can mean no npm package of this owner, undefined when it can: an npm scope is the owner, `@acme/ui` belongs to `acme`,
 * and GitHub knows the package without it.
 */
export function npmScopeMistake(type: PackageType, name: string, login: string): string | undefined {
  if (type !== "npm") return undefined;
  const text = name.trim();
  const scope = /^@([^/]*)\//.exec(text)?.[1];
  if (scope !== undefined && canonicalLogin(scope) !== canonicalLogin(login)) {
    return `the scope @${scope} is not the owner ${login}: on GitHub Packages an npm scope is the owner's login. Leave the scope out, or change one of the two`;
  }
  if (/[{,]@[^/]*\//.test(text)) {
    return `"${text}" has a scope within braces, where it matches nothing: GitHub knows npm packages without their scope. Leave it out`;
  }
  return undefined;
}
