import type { Session } from "../../session";
import type { PropertyMap } from "../resource";

/**
 * Fills in the owner of a resource that names none: the configured one, else the one that it had, else the token's own user. The
 * one that it had goes before the token's user, so that running with another token moves nothing. Of a resource that is
 * replaced on demand (`pulumi state taint`, `--target-replace`) the engine does not say what it had.
 */
export async function fillOwner(
  session: Session,
  prior: PropertyMap | undefined,
  desired: PropertyMap,
): Promise<PropertyMap> {
  if (desired.owner !== undefined && desired.owner !== null) return desired;
  if (typeof prior?.owner === "string") session.formerOwners.note(desired, prior.owner);
  const known = session.defaultOwner() ?? prior?.owner ?? session.formerOwners.find(desired);
  if (known !== undefined) return { ...desired, owner: known };
  const self = await session.owner(undefined);
  return { ...desired, owner: self.login };
}
