import type { Owner } from "../../model/owner";
import type { PackageType } from "../../model/package";
import type { LackingNote } from "../../notes";
import type { Session } from "../../session";

/** What an update is about to do to an owner's packages, by the scope that GitHub asks for: https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages#about-scopes-and-permissions-for-package-registries */
export interface PlannedChanges {
  readonly owner: Owner;
  readonly packageType: PackageType;
  readonly deletes: boolean;
  readonly restores: boolean;
}

/** Tells, in the preview, which scopes the token lacks for its update. Every answer names them, so nothing is asked of GitHub. */
export async function warnOfMissingScopes(session: Session, changes: PlannedChanges): Promise<void> {
  const { tokenScopes } = await session.api();
  if (tokenScopes === undefined) return;
  const needed: LackingNote["scopes"] = [
    ...(changes.deletes ? (["delete:packages"] as const) : []),
    ...(changes.restores ? (["write:packages"] as const) : []),
  ];
  const scopes = needed.filter((scope) => !tokenScopes.includes(scope));
  if (scopes.length === 0) return;
  const what = [...(changes.deletes ? ["deletions"] : []), ...(changes.restores ? ["restorations"] : [])].join(" and ");
  session.announcements.lacking({
    scopes,
    says:
      `${changes.packageType} packages of ${changes.owner.login}: this preview shows ${what}, and the token lacks ${scopes.join(" and ")}. ` +
      `It has ${tokenScopes.join(", ")}: GitHub refuses an update with it.`,
  });
}
