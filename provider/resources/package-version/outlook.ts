import type { OutlookNote } from "../../notes";
import type { Found } from "./find-version";
import type { PackageVersionInputs } from "./inputs";

const WHEN_DELETED_FAILS = 'it is deleted, and whenDeleted is "fail"';

/** What a preview says of a version that is new to the program. `parts` is what it says of what an image needs, and whether the update can bring back all of that. */
export function outlookOf(
  found: Found,
  { whenDeleted }: PackageVersionInputs,
  what: string,
  parts: { readonly says: string; readonly isWhole: boolean },
): Pick<OutlookNote, "expects" | "says"> {
  if (found.where === "active")
    return { expects: "adopt", says: `${what}: there (id ${found.facts.id}); the update adopts it.` };
  if (found.where === "deleted" && whenDeleted === "restore") {
    const { deletedAt = "an unknown time", id } = found.facts;
    const says = `${what}: deleted at ${deletedAt} (id ${id}); the update restores it${parts.says}.`;
    return { expects: parts.isWhole ? "restore" : "fail", says };
  }
  const why = {
    "no package": "the package is not there, or this token may not see it",
    deleted: WHEN_DELETED_FAILS,
    expired:
      whenDeleted === "fail"
        ? WHEN_DELETED_FAILS
        : `deleted at ${"facts" in found ? found.facts.deletedAt : ""}, more than 30 days ago, so it cannot be restored`,
    nowhere: "neither active nor restorable",
  }[found.where];
  return {
    expects: "fail",
    says: `${what}: ${why}; the update looks again, and fails unless that has changed.`,
  };
}
