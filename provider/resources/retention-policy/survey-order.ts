import { type PolicyInputs, parsePolicy } from "../../retention";
import type { Session } from "../../session";
import type { Bag } from "../resource";
import type { EntriesByPackage } from "./outcome";
import type { SurveyOrder } from "./survey";

/** @param previous the policy that was in effect; it counts only for the same owner. */
export async function surveyOrder(
  session: Session,
  policy: PolicyInputs,
  inputs: Bag,
  previous: Bag | undefined,
  blocked?: EntriesByPackage,
  unfinished?: EntriesByPackage,
): Promise<SurveyOrder> {
  const owner = await session.owner(String(inputs.owner), policy.ownerType);
  const parsed = previous && isSameOwner(inputs, previous) ? parsePolicy(previous) : undefined;
  return {
    owner,
    policy,
    ...(parsed?.outcome === "parsed" && { previous: parsed.inputs }),
    evaluatedAt: policy.asOf ?? session.startOfRun(),
    ...(blocked && { blocked }),
    ...(unfinished && { unfinished }),
  };
}

function isSameOwner(inputs: Bag, previous: Bag): boolean {
  return String(inputs.owner).toLowerCase() === String(previous.owner).toLowerCase();
}
