import { isProviderError } from "../../errors";
import { isImageType } from "../../model/package";
import type { PackageRef } from "../../model/reference";
import type { Session } from "../../session";
import { didYouMean, nearestNames, withoutAddress } from "./nearest-names";

/** What may be wrong with the name of a package that is not there. */
export interface NameHint {
  /** Sentences that begin with a space; empty when nothing tells that the name is a mistake. */
  readonly says: string;
  /** No package can have this name, so that it is not a deleted one either. */
  readonly isImpossible: boolean;
}

/** Deleted packages are in no list: the name of one is near to another, too, if their names are. */
export async function nameHint(session: Session, ref: PackageRef): Promise<NameHint> {
  const { owner, name, packageType } = ref;
  const plain = isImageType(packageType) ? withoutAddress(name, owner.login) : name;
  const near = nearestNames(plain, await namesBeside(session, ref));
  if (plain === name) return { says: didYouMean(near), isImpossible: false };
  const others = near.includes(plain) ? "" : didYouMean(near);
  return {
    says: ` A package's name has neither the registry's address nor the owner nor a tag in it: write "${plain}".${others}`,
    isImpossible: /[:@]/.test(name),
  };
}

/** A hint is not worth a failure. */
async function namesBeside(session: Session, { owner, packageType }: PackageRef): Promise<readonly string[]> {
  try {
    return await session.packages.someNames(owner, packageType);
  } catch (error) {
    if (isProviderError(error)) return [];
    throw error;
  }
}
