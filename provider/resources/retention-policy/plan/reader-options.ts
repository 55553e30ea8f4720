import { canonicalLogin } from "../../../model/owner";
import { type PolicyInputs, parsePolicy } from "../../../retention";
import type { Session } from "../../../session";
import type { PropertyMap } from "../../resource";
import type { ReaderOptions } from "./package-reader";

/**
 * @param previous the policy that was in effect; it counts only for the same owner.
 * @param known what the state knows of earlier runs.
 */
export async function readerOptions(
  session: Session,
  policy: PolicyInputs,
  inputs: PropertyMap,
  previous: PropertyMap | undefined,
  known: Pick<ReaderOptions, "blocked" | "unfinished" | "overruled">,
): Promise<ReaderOptions> {
  const owner = await session.owner(String(inputs.owner), policy.ownerType);
  const parsed = previous && isSameOwner(inputs, previous) ? parsePolicy(previous, { wasInEffect: true }) : undefined;
  return {
    owner,
    policy,
    ...(parsed?.outcome === "parsed" && { previous: parsed.inputs }),
    ...known,
  };
}

function isSameOwner(inputs: PropertyMap, previous: PropertyMap): boolean {
  return canonicalLogin(String(inputs.owner)) === canonicalLogin(String(previous.owner));
}
