import { lastDeleted } from "../../model/deletion";
import type { VersionFacts } from "../../model/package";
import { selects } from "../../model/version-selector";
import type { DeclaredVersion } from "../../run/declaration";

/** A digest, as the name of a version has it. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The digest of an image that the program declares: that of the last of these versions that it means, or what the selector itself says. */
export function digestOfDeclared(
  { handle, liveIds }: DeclaredVersion,
  versions: readonly VersionFacts[],
): string | undefined {
  const last = lastDeleted(versions.filter((facts) => selects(handle, facts) || liveIds.has(facts.id)));
  if (last) return last.name;
  return handle.kind !== "versionId" && handle.kind !== "tag" && DIGEST.test(handle.value) ? handle.value : undefined;
}
