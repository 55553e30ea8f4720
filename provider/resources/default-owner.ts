import type { Session } from "../session";
import type { Bag } from "./resource";

/**
 * Fills in the owner of a resource that names none: the configured one, else the one that it had, else the token's own user. The
 * one that it had goes before the token's user, so that running with another token moves nothing.
 */
export async function fillOwner(session: Session, prior: Bag | undefined, desired: Bag): Promise<Bag> {
  if (desired.owner !== undefined && desired.owner !== null) return desired;
  const known = session.defaultOwner() ?? prior?.owner;
  if (known !== undefined) return { ...desired, owner: known };
  const self = await session.owner(undefined);
  return { ...desired, owner: self.login };
}
