/**
 * Whose packages these are. GitHub serves the same nine operations under three families of routes, one for each kind:
 * `/orgs/{org}`, `/users/{username}` and `/user` (https://docs.github.com/rest/packages/packages).
 */
export type OwnerKind = "organization" | "user" | "authenticatedUser";

/** An owner whose kind is known. */
export interface Owner {
  /** Which family of routes answers for this owner. */
  readonly kind: OwnerKind;
  /** The account's name as GitHub spells it. GitHub compares logins without regard to case. */
  readonly login: string;
  /** GitHub's numeric id of the account, when an answer told it. */
  readonly id?: number;
}

/** The spelling of a login that identities are built from. */
export function canonicalLogin(login: string): string {
  return login.trim().toLowerCase();
}

/** What the state records of an owner's kind: `/user` is a way to a user's packages, not another kind of account. */
export function ownerTypeOf(owner: Owner): "organization" | "user" {
  return owner.kind === "organization" ? "organization" : "user";
}
