import { ProviderError } from "../errors";
import type { VersionFacts } from "../model/package";
import { describePackage, type PackageRef } from "../model/reference";
import type { ListVersionsOptions, VersionsPage } from "../ports";
import type { GitHubClient } from "./client";
import { sentence } from "./failures";
import { type Page, readListing, readRowsPage } from "./pagination";
import { packageRequest, type RequestSpec, toVersionFacts } from "./requests";

/** What GitHub sends on a page when it is asked for no number (https://docs.github.com/rest/packages/packages, `per_page`). */
const DEFAULT_PAGE = 30;

const OTHER_WAY = "Use the token of that user, whose own packages are listed by documented means.";

/** All versions of one package in one state, newest first. */
export async function listVersions(
  client: GitHubClient,
  ref: PackageRef,
  { state = "active", recheckFirstPage = false, onPage, earlier, suffices, asListed }: ListVersionsOptions = {},
): Promise<VersionFacts[]> {
  const { maxPerPage: perPage, parallelRequests, undocumentedUserPaging } = client.settings;
  if (ref.owner.kind === "user" && !undocumentedUserPaging) {
    const rows = await listAsDocumented(client, ref, state);
    asListed?.(rows);
    return newestFirst(rows);
  }
  const spec = versionsRequest(ref, { state, per_page: perPage });
  const recheck = async (first: Page<VersionFacts>, rows: readonly VersionFacts[]): Promise<boolean> => {
    const isWanted = typeof recheckFirstPage === "boolean" || (await recheckFirstPage(newestFirst(rows)));
    return !isWanted || isUnchanged(client, spec, first);
  };
  const listing = await readListing<VersionFacts>({
    perPage,
    parallel: parallelRequests,
    readPage: (page, fresh) => readRowsPage(client, spec, page, toVersionFacts, { fresh }),
    ...(recheckFirstPage === false ? {} : { isUnchanged: recheck }),
    // Paging is not documented under /users: a server that ignores `per_page` there must not be believed at once.
    ...(ref.owner.kind === "user" && perPage > DEFAULT_PAGE ? { distrustedLength: DEFAULT_PAGE } : {}),
    ...(onPage ? { onPage } : {}),
    keepsEnd: client.settings.cachePath !== undefined,
    ...(suffices ? { suffices } : {}),
    ...(earlier ? { isStill: (first: Page<VersionFacts>) => isBeginning(first, earlier, perPage) } : {}),
  });
  if (listing.outcome === "still") return [...(earlier ?? [])];
  if (listing.outcome === "complete" || listing.outcome === "part") {
    if (state === "deleted" && ref.owner.kind === "user") refuseActive(spec, listing.rows);
    if (listing.outcome === "complete") asListed?.(listing.rows);
    return newestFirst(listing.rows);
  }
  const because = listing.outcome === "moved" ? listing.because : "there are more";
  const again = "Versions are being published or deleted faster than the list can be read: run again.";
  const nextStep =
    ref.owner.kind === "user" ? `${again} Or the server takes no pages under /users. ${OTHER_WAY}` : again;
  throw incomplete(spec, `the list changed while it was read, each time: ${because}`, nextStep);
}

/** One page of the active versions; undefined when it still is what `etag` names. */
export async function readVersionsPage(
  client: GitHubClient,
  ref: PackageRef,
  page: number,
  etag: string | undefined,
): Promise<VersionsPage | undefined> {
  const { maxPerPage, undocumentedUserPaging } = client.settings;
  const isPaged = ref.owner.kind !== "user" || undocumentedUserPaging;
  const spec = versionsRequest(ref, isPaged ? { state: "active", per_page: maxPerPage } : {});
  const number = isPaged ? page : undefined;
  const read =
    etag === undefined
      ? await readRowsPage(client, spec, number, toVersionFacts, { fresh: true })
      : await readRowsPage(client, spec, number, toVersionFacts, { etag });
  return read && { versions: read.rows, ...(read.etag !== undefined && { etag: read.etag }) };
}

/** Whether a listing of so many versions would begin with this page now. */
function isBeginning(first: Page<VersionFacts>, versions: readonly VersionFacts[], perPage: number): boolean {
  const pages = Math.ceil(versions.length / perPage);
  if ((first.links?.last ?? 1) !== pages || first.rows.length !== Math.min(perPage, versions.length)) return false;
  return JSON.stringify(newestFirst(first.rows)) === JSON.stringify(versions.slice(0, first.rows.length));
}

/** Asks for the first page once more, on the condition that it changed. */
async function isUnchanged(client: GitHubClient, spec: RequestSpec, first: Page<VersionFacts>): Promise<boolean> {
  const again =
    first.etag === undefined
      ? await readRowsPage(client, spec, 1, toVersionFacts, { fresh: true })
      : await readRowsPage(client, spec, 1, toVersionFacts, { etag: first.etag });
  if (!again) return true;
  return JSON.stringify(again.rows) === JSON.stringify(first.rows) && again.links?.last === first.links?.last;
}

/** A server that passes over the undocumented `state` sends active versions in place of deleted ones. */
function refuseActive(spec: RequestSpec, rows: readonly VersionFacts[]): void {
  const active = rows.find(({ deletedAt }) => deletedAt === undefined);
  if (!active) return;
  const words = `deleted versions were asked for, and version ${active.id} was sent without a time of its deletion`;
  throw incomplete(spec, words, OTHER_WAY);
}

/** `/users/{username}/…/versions` documents no paging and no state: what fits on a page of the default length is all that is sure. */
async function listAsDocumented(
  client: GitHubClient,
  ref: PackageRef,
  state: "active" | "deleted",
): Promise<readonly VersionFacts[]> {
  const spec = versionsRequest(ref, {});
  const nextStep = `Set github-packages:undocumentedUserPaging (GITHUB_UNDOCUMENTED_USER_PAGING) to true, or: ${OTHER_WAY}`;
  if (state === "deleted")
    throw incomplete(spec, "GitHub documents no way to list a user's deleted versions", nextStep);
  const { rows, links } = await readRowsPage(client, spec, undefined, toVersionFacts);
  if (rows.length >= DEFAULT_PAGE || links?.hasNext) {
    throw incomplete(
      spec,
      `GitHub documents no way to list more than ${DEFAULT_PAGE} versions of a user's package`,
      nextStep,
    );
  }
  return rows;
}

function versionsRequest(ref: PackageRef, query: Readonly<Record<string, string | number>>): RequestSpec {
  const spec = packageRequest("listVersions", "list", ref, { query });
  return { ...spec, what: `versions of ${describePackage(ref)}` };
}

function incomplete(spec: RequestSpec, words: string, nextStep: string): ProviderError {
  return new ProviderError(sentence(spec, words, undefined, nextStep), { code: "incomplete" });
}

/** GitHub documents no order. Creation times tie (actions/delete-package-versions#97), so the id decides. */
function newestFirst(versions: readonly VersionFacts[]): VersionFacts[] {
  const keyed = versions.map((version) => ({ version, created: Date.parse(version.createdAt) }));
  return keyed.sort((a, b) => b.created - a.created || b.version.id - a.version.id).map(({ version }) => version);
}
