import { isProviderError, ProviderError } from "../errors";
import { asMigrated } from "../model/migrated";
import type { Owner } from "../model/owner";
import type { PackageFacts, VersionFacts, Visibility } from "../model/package";
import { describePackage, describeVersion, type PackageRef, type VersionRef } from "../model/reference";
import { lacksCounted } from "./counted-versions";
import type { Lookups } from "./lookups";
import type { Counts } from "./version-counts";

/**
 * GitHub's lists lag behind its deletions (dataaxiom/ghcr-cleanup-action treats a listed version that answers 404 as deleted), so
 * two answers that contradict each other are asked for again, at these intervals, before the contradiction is reported.
 */
const ASK_AGAIN_AFTER_MILLISECONDS = [500, 1000, 2000, 4000];

/**
 * Whether a package is gone. It is gone when GitHub says 404 for it, and it is not in the list of the owner's packages of that type. GitHub says 404 to a
 * token that may not see a package, too: only the list tells the two apart.
 * @param visibility the package's when it was last seen, where that is known.
 * @returns undefined when the absence is confirmed, the package when it is there.
 * @throws when it can't be known; the state is to be kept.
 */
export async function findPackageOrConfirmAbsence(
  lookups: Lookups,
  ref: PackageRef,
  visibility?: Visibility,
): Promise<PackageFacts | undefined> {
  return askUntilConsistent(lookups, async () => {
    const live = await lookups.packages.fetch(ref);
    if (live) return { known: live };
    const listing = await listAsEvidence(lookups, ref);
    if (listing.packages.some((facts) => facts.name.toLowerCase() === ref.name.toLowerCase())) {
      lookups.packages.forget(ref);
      return { doubt: listedAlthoughMissing(describePackage(ref)) };
    }
    if (!couldShow(listing, visibility)) {
      const why = `GitHub answers 404 for it, and shows this token only public ${ref.packageType} packages of ${ref.owner.login}, which it need not be one of`;
      throw unconfirmed(describePackage(ref), why);
    }
    lookups.packages.noteAbsence(ref);
    return "absent";
  });
}

/** An object, and where it is: GitHub moves images from one registry to another. */
export interface Located<Ref, Facts> {
  readonly ref: Ref;
  readonly facts: Facts;
}

/**
 * The package of that number, wherever it is by now. When it is nowhere, the package that has its name.
 * @returns undefined when the absence of both is confirmed.
 * @throws when it can't be known; the state is to be kept.
 */
export async function locatePackage(
  lookups: Lookups,
  ref: PackageRef,
  { packageId, visibility }: { readonly packageId: number | undefined; readonly visibility: Visibility | undefined },
): Promise<Located<PackageRef, PackageFacts> | undefined> {
  const named = await findPackageOrConfirmAbsence(lookups, ref, visibility);
  const migrated = asMigrated(ref);
  if (packageId !== undefined && named?.id !== packageId && migrated) {
    const moved = await findPackageOrConfirmAbsence(lookups, migrated, visibility);
    if (moved?.id === packageId) return { ref: migrated, facts: moved };
  }
  return named && { ref, facts: named };
}

/**
 * Whether a version is gone. It is gone when its id is listed under `state=deleted`, when complete listings of a readable package lack it and GitHub counts
 * no more versions than they have, or when its whole package is confirmed to be gone. An image that GitHub may have migrated must be gone in both
 * registries.
 * @returns undefined when the absence is confirmed, the version and where it is when it is there.
 * @throws when it can't be known; the state is to be kept.
 */
export async function locateVersion(
  lookups: Lookups,
  ref: VersionRef,
): Promise<Located<VersionRef, VersionFacts> | undefined> {
  const facts = await findHere(lookups, ref);
  const migrated = asMigrated(ref);
  return facts || !migrated ? facts && { ref, facts } : locateVersion(lookups, migrated);
}

/** The same, for whom it does not matter where it is. */
export async function findVersionOrConfirmAbsence(
  lookups: Lookups,
  ref: VersionRef,
): Promise<VersionFacts | undefined> {
  return (await locateVersion(lookups, ref))?.facts;
}

async function findHere(lookups: Lookups, ref: VersionRef): Promise<VersionFacts | undefined> {
  if (lookups.packages.isAbsent(ref) || (await lookups.versions.isListedAsDeleted(ref, ref.versionId)))
    return undefined;
  return askUntilConsistent(lookups, async () => {
    const live = await lookups.versions.fetch(ref, ref.versionId);
    if (live) return { known: live };
    try {
      const deleted = await lookups.versions.listByThisProcess(ref, "deleted");
      if (deleted.some((facts) => facts.id === ref.versionId)) return "absent";
      const active = await lookups.versions.listByThisProcess(ref, "active");
      const isListed = active.some((facts) => facts.id === ref.versionId);
      const counts = isListed ? undefined : await lacksCounted(lookups, ref, active, deleted);
      if (!isListed && !counts) return "absent";
      lookups.versions.forget(ref);
      return { doubt: counts ? countedAndNotListed(ref, counts) : listedAlthoughMissing(describeVersion(ref)) };
    } catch (error) {
      if (!isProviderError(error, "not_found")) throw error;
      const whole = await findPackageOrConfirmAbsence(lookups, ref);
      return whole ? { doubt: listedAlthoughMissing(describeVersion(ref)) } : "absent";
    }
  });
}

/** What GitHub says of an object. Its answers may contradict each other: then they are asked for again. */
type Evidence<Facts> = { known: Facts } | { doubt: ProviderError } | "absent";

/** @throws the doubt, when it stays. */
async function askUntilConsistent<Facts>(
  lookups: Lookups,
  look: () => Promise<Evidence<Facts>>,
): Promise<Facts | undefined> {
  for (let times = 0; ; times += 1) {
    const evidence = await look();
    if (evidence === "absent") return undefined;
    if ("known" in evidence) return evidence.known;
    const wait = ASK_AGAIN_AFTER_MILLISECONDS[times];
    if (wait === undefined) throw evidence.doubt;
    await lookups.clock.sleep(wait);
  }
}

interface Listing {
  readonly packages: readonly PackageFacts[];
  /** Whether it is `/users/{username}/packages`, which GitHub documents to show another user's public packages alone. */
  readonly isByUsername: boolean;
}

/**
 * The listing that an absence rests on. GITHUB_TOKEN may not list an organization's containers (400 "Invalid argument.", cli/cli#9606). But
 * `/users/{login}/packages` has been seen to answer it, for organizations as well. GitHub does not document that. Where it does not hold, the absence
 * stays unconfirmed.
 */
async function listAsEvidence(lookups: Lookups, ref: PackageRef): Promise<Listing> {
  const list = async (owner: Owner): Promise<Listing> => ({
    packages: await lookups.packages.listByThisProcess(owner, ref.packageType),
    isByUsername: owner.kind === "user",
  });
  try {
    return await list(ref.owner);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (ref.owner.kind === "organization") {
      try {
        return await list({ ...ref.owner, kind: "user" });
      } catch (second) {
        if (!isRefusal(second)) throw second;
      }
    }
    const words = error.githubMessage ?? error.message;
    const why = `GitHub answers 404 for it, and this token may not list ${ref.owner.login}'s ${ref.packageType} packages (${words})`;
    throw unconfirmed(describePackage(ref), why, error);
  }
}

/** Whether a package that is there would be in the list: it was public, or what is not public is shown as well. */
function couldShow({ packages, isByUsername }: Listing, visibility: Visibility | undefined): boolean {
  return !isByUsername || visibility === "public" || packages.some((facts) => facts.visibility !== "public");
}

function isRefusal(error: unknown): error is ProviderError {
  return (
    isProviderError(error, "access_denied") || isProviderError(error, "invalid") || isProviderError(error, "not_found")
  );
}

function listedAlthoughMissing(what: string): ProviderError {
  return unconfirmed(what, "GitHub answers 404 for it and lists it at the same time");
}

function countedAndNotListed(ref: VersionRef, { counted, active, deleted }: Counts): ProviderError {
  return new ProviderError(
    `look for ${describeVersion(ref)}: GitHub answers 404 for it and lists it nowhere, but its lists are not complete: it counts ${counted} versions of the package (version_count) and lists ${active} active and ${deleted} deleted ones. ` +
      "It may be one that they lack, so it stays in the state. Run again later; or, if you know that it is gone, remove it with `pulumi state delete`. " +
      "GitHub does not document what it counts: github-packages:undocumentedVersionCount (GITHUB_UNDOCUMENTED_VERSION_COUNT) set to false compares no list with the count.",
    { code: "incomplete" },
  );
}

function unconfirmed(what: string, why: string, cause?: unknown): ProviderError {
  return new ProviderError(
    `look for ${what}: ${why}. A missing right looks the same as a missing object, so it stays in the state. ` +
      "Use a classic token with read:packages of somebody who can see it, or, if you know that it is gone, remove it with `pulumi state delete`.",
    { code: "access_denied", cause },
  );
}
