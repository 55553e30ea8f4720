import { canonicalLogin } from "../../../model/owner";
import { type PolicyInputs, parsePolicy } from "../../../retention";
import type { Session } from "../../../session";
import type { PropertyMap } from "../../resource";
import type { ReaderOptions } from "./package-reader";

/**
 * @param effectivePolicy it counts only for the same owner.
 * @param known what the state knows of earlier runs.
 */
export async function readerOptions(
  session: Session,
  policy: PolicyInputs,
  inputs: PropertyMap,
  effectivePolicy: PropertyMap | undefined,
  known: Pick<ReaderOptions, "blocked" | "orphanedParts" | "deletedByUnappliedRules" | "deletedBefore">,
): Promise<ReaderOptions> {
  const owner = await session.owner(String(inputs.owner), policy.ownerType);
  const parsed =
    effectivePolicy && isSameOwner(inputs, effectivePolicy)
      ? parsePolicy(effectivePolicy, { wasInEffect: true })
      : undefined;
  return {
    owner,
    policy,
    ...(parsed?.outcome === "parsed" && { effectivePolicy: parsed.inputs }),
    ...known,
  };
}

function isSameOwner(inputs: PropertyMap, effectivePolicy: PropertyMap): boolean {
  return canonicalLogin(String(inputs.owner)) === canonicalLogin(String(effectivePolicy.owner));
}
