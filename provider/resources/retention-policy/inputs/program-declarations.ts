import type { PackageType } from "../../../model/package";
import type { Session } from "../../../session";
import { fillOwner } from "../../inputs";
import { selectorOf } from "../../package-version/selector-inputs";
import type { PropertyMap } from "../../resource";

/**
 * Takes over what the program's own process knows to be declared (`sdk/declarations.ts`), which it tells a policy by a hidden input: with `--target`, the
 * engine checks nothing but what is targeted. The input goes no further, so that no state and no diff has it. What is declared at another server is
 * none of the policy's.
 */
export async function takeOverDeclarations(session: Session, told: unknown): Promise<void> {
  for (const declared of Array.isArray(told) ? (told as PropertyMap[]) : []) {
    const { baseUrl, packageType, packageName, pinnedTo } = declared;
    if (!session.isHere(typeof baseUrl === "string" ? baseUrl : undefined)) continue;
    if (typeof packageType !== "string" || typeof packageName !== "string") continue;
    const { owner } = await fillOwner(session, undefined, declared);
    if (typeof owner !== "string") continue;
    const named = [owner, packageType as PackageType, packageName] as const;
    if (declared.type === "package") session.declarations.declarePackage(...named);
    const selector = selectorOf(declared);
    const versionId = typeof pinnedTo === "number" ? pinnedTo : undefined;
    if (selector) session.declarations.declareVersion(...named, selector, versionId);
  }
}
