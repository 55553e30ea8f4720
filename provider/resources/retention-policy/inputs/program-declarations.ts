import type { PackageType } from "../../../model/package";
import { formatPackageId } from "../../../model/reference";
import type { Declaration } from "../../../run/declaration";
import type { Session } from "../../../session";
import { fillOwner } from "../../inputs";
import { selectorOf } from "../../package-version/selector-inputs";
import type { PropertyMap } from "../../resource";

/**
 * Takes over what the program's own process knows to be declared (`sdk/declarations.ts`). It tells a policy by a hidden input, because the engine checks only
 * the targets when there is a `--target`. The input goes no further, so that no state and no diff has it. What is declared by another address may be of
 * this server, too. What the state has of it tells whether it is.
 */
export async function takeOverDeclarations(session: Session, told: unknown): Promise<void> {
  const { declarations } = session;
  for (const declared of Array.isArray(told) ? (told as PropertyMap[]) : []) {
    const { baseUrl, packageType, packageName, pinnedTo, createdAt, page } = declared;
    const server = session.serverAt(typeof baseUrl === "string" ? baseUrl : undefined);
    if (!server || typeof packageType !== "string" || typeof packageName !== "string") continue;
    const { owner } = await fillOwner(session, undefined, declared);
    if (typeof owner !== "string") continue;
    const named = [owner, packageType as PackageType, packageName] as const;
    const selector = selectorOf(declared);
    const liveId = typeof pinnedTo === "number" ? pinnedTo : undefined;
    const sight = typeof createdAt === "string" && typeof page === "string" ? { createdAt, page } : undefined;
    if (server.identity === session.server.identity) {
      if (declared.type === "package") declarations.declarePackage(...named, liveId, sight);
      if (selector) declarations.declareVersion(...named, selector, liveId, sight);
      continue;
    }
    if (liveId === undefined || !sight) continue;
    const found = { package: formatPackageId(...named), liveId };
    const note = (declaration: Declaration) => declarations.elsewhere?.note({ server, declaration, sight });
    if (declared.type === "package") note({ type: "package", ...found });
    if (selector) note({ type: "version", ...found, handle: selector });
  }
}
