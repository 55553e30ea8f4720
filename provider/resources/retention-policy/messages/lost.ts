import { isProviderError } from "../../../errors";
import { foreignWords } from "../../../model/foreign-words";
import type { PackageRef } from "../../../model/reference";
import { coversPackage, decidesAlike, type PolicyInputs, parseDeletionText, parsePolicy } from "../../../retention";
import type { Session } from "../../../session";
import type { PropertyMap } from "../../resource";
import {
  decodeInputs,
  type EntriesByPackage,
  effectivePolicy,
  mergeEntries,
  type PolicyMemory,
  userInputsOf,
} from "../memory";

/** So many are named, and with so many characters of their tags: a record can have thousands. */
const MOST_NAMED = 10;
const MOST_CHARACTERS = 60;

/**
 * Warns, in the preview of changed rules, of versions that the policy has deleted and that can't come back any more. GitHub need not list a version for
 * longer than the 30 days in which it can be restored, so that no plan can tell what the new rules say of it. Versions that GitHub still lists are left to
 * the plan.
 */
export async function warnOfLost(session: Session, prior: PolicyMemory, desired: PropertyMap): Promise<void> {
  const policy = parsed(userInputsOf(desired));
  const before = parsed(effectivePolicy(prior) ?? {});
  if (!policy?.restore || !before || decidesAlike(policy, before)) return;
  const record = Object.entries(recordOf(prior, desired));
  const lost: string[] = [];
  for (const [name, entries] of record.filter(([name]) => coversPackage(policy, name))) {
    const owner = await session.owner(String(desired.owner), policy.ownerType);
    const known = await listed(session, { owner, packageType: policy.packageType, name });
    if (!known) continue;
    for (const [id, line] of Object.entries(entries)) {
      const what = parseDeletionText(line)?.what ?? line;
      if (!known.has(id) && !known.has(what)) lost.push(`${name} ${id} (${foreignWords(what, MOST_CHARACTERS)})`);
    }
  }
  if (lost.length === 0) return;
  const [what, them] = lost.length === 1 ? ["1 version", "it"] : [`${lost.length} versions`, "them"];
  const more = lost.length > MOST_NAMED ? ` and ${lost.length - MOST_NAMED} more` : "";
  session.logger.warn(
    `${what} that this policy deleted can't come back any more, whatever its new rules keep. GitHub restores for 30 days, and no longer lists ${them} as deleted: ` +
      `${lost.slice(0, MOST_NAMED).join("; ")}${more}`,
  );
}

function parsed(inputs: PropertyMap): PolicyInputs | undefined {
  const result = parsePolicy(inputs, { wasInEffect: true });
  return result.outcome === "parsed" ? result.inputs : undefined;
}

/** What the last run with work has deleted, and what earlier runs were to delete, as far as the inputs still have it. */
function recordOf(prior: PolicyMemory, desired: PropertyMap): EntriesByPackage {
  const { [prior.lastPlan + 1]: _pending, ...earlier } = decodeInputs(desired).plans;
  return Object.values(earlier).reduce<EntriesByPackage>(
    (all, plan) => mergeEntries(all, plan.delete),
    prior.done.deleted,
  );
}

/** Ids and names of what is there or can be restored. The plan has read them already. Undefined for a package that is not there. */
async function listed(session: Session, ref: PackageRef): Promise<ReadonlySet<string> | undefined> {
  try {
    const [active, deleted] = await Promise.all([
      session.versions.list(ref, "active"),
      session.versions.list(ref, "deleted"),
    ]);
    return new Set([...active.flatMap(({ id, name }) => [String(id), name]), ...deleted.map(({ id }) => String(id))]);
  } catch (error) {
    if (isProviderError(error, "not_found")) return undefined;
    throw error;
  }
}
