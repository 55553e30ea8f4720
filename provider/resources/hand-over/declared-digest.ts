import { lastDeleted } from "../../model/deletion";
import type { VersionFacts } from "../../model/package";
import type { DeclaredVersion } from "../../run/declarations";
import { names } from "../package-version/handle";

/** A digest, as the name of a version has it. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The digest of an image that the program declares: that of the last of these versions that it means, or what the handle itself says. */
export function digestOfDeclared(
  { handle, liveIds }: DeclaredVersion,
  versions: readonly VersionFacts[],
): string | undefined {
  const last = lastDeleted(versions.filter((facts) => names(handle, facts) || liveIds.has(facts.id)));
  if (last) return last.name;
  return handle.kind !== "versionId" && handle.kind !== "tag" && DIGEST.test(handle.value) ? handle.value : undefined;
}
