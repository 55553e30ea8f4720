import { canonicalLogin } from "../../model/owner";
import { type PolicyInputs, parsePolicy } from "../../retention";
import type { Session } from "../../session";
import type { Bag } from "../resource";
import type { SurveyOrder } from "./survey";

/**
 * @param previous the policy that was in effect; it counts only for the same owner.
 * @param known what the state knows of earlier runs.
 */
export async function surveyOrder(
  session: Session,
  policy: PolicyInputs,
  inputs: Bag,
  previous: Bag | undefined,
  known: Pick<SurveyOrder, "blocked" | "unfinished" | "overruled">,
): Promise<SurveyOrder> {
  const owner = await session.owner(String(inputs.owner), policy.ownerType);
  const parsed = previous && isSameOwner(inputs, previous) ? parsePolicy(previous, { wasInEffect: true }) : undefined;
  return {
    owner,
    policy,
    ...(parsed?.outcome === "parsed" && { previous: parsed.inputs }),
    ...known,
  };
}

function isSameOwner(inputs: Bag, previous: Bag): boolean {
  return canonicalLogin(String(inputs.owner)) === canonicalLogin(String(previous.owner));
}
