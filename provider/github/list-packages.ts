import { ProviderError } from "../errors";
import type { Owner } from "../model/owner";
import type { PackageFacts, PackageType, Visibility } from "../model/package";
import type { ListPackagesOptions } from "../ports";
import type { GitHubClient } from "./client";
import { sentence } from "./failures";
import { type Listing, readListing, readRowsPage } from "./pagination";
import { ownerRequest, type RequestSpec } from "./requests";

/** "The value of `per_page` multiplied by `page` cannot be greater than 10000." (https://docs.github.com/rest/packages/packages#list-packages-for-an-organization) */
const MOST_REACHABLE = 10_000;

const VISIBILITIES: readonly Visibility[] = ["public", "private", "internal"];

/**
 * All packages of one type, by name. An owner with more than 10,000 is listed by visibility, and where one visibility alone has
 * more than that, the listing fails: a part is never given for the whole.
 */
export async function listPackages(
  client: GitHubClient,
  owner: Owner,
  type: PackageType,
  { visibility, onPage, suffices }: ListPackagesOptions = {},
): Promise<PackageFacts[]> {
  const whole = await readSlice(client, owner, type, visibility, onPage, suffices);
  if (whole.outcome !== "capped") return sorted(complete(whole, packagesRequest(client, owner, type, visibility)));
  if (visibility !== undefined) throw tooMany(packagesRequest(client, owner, type, visibility));

  const slices = new Map<number, PackageFacts>();
  for (const slice of VISIBILITIES) {
    const listing = await readSlice(client, owner, type, slice, (listed) => onPage?.(slices.size + listed));
    const spec = packagesRequest(client, owner, type, slice);
    if (listing.outcome === "capped") throw tooMany(spec);
    for (const facts of complete(listing, spec)) slices.set(facts.id, facts);
  }
  const lost = whole.rows.filter(({ id }) => !slices.has(id));
  if (lost.length > 0) throw unsliceable(packagesRequest(client, owner, type, undefined), lost.length);
  return sorted([...slices.values()]);
}

function readSlice(
  client: GitHubClient,
  owner: Owner,
  type: PackageType,
  visibility: Visibility | undefined,
  onPage: ListPackagesOptions["onPage"],
  suffices?: ListPackagesOptions["suffices"],
): Promise<Listing<PackageFacts>> {
  const { maxPerPage: perPage, parallelRequests } = client.settings;
  const spec = packagesRequest(client, owner, type, visibility);
  return readListing({
    perPage,
    parallel: parallelRequests,
    lastReachablePage: Math.floor(MOST_REACHABLE / perPage),
    readPage: (page, fresh) => readRowsPage(client, spec, page, client.toPackageFacts, { fresh }),
    ...(onPage ? { onPage: (listed: number) => onPage(listed) } : {}),
    ...(suffices ? { suffices } : {}),
  });
}

function packagesRequest(
  client: GitHubClient,
  owner: Owner,
  type: PackageType,
  visibility: Visibility | undefined,
): RequestSpec {
  const what = `${visibility === undefined ? "" : `${visibility} `}${type} packages of ${owner.login}`;
  const query = { package_type: type, per_page: client.settings.maxPerPage };
  const spec = ownerRequest(
    "listPackages",
    "list",
    what,
    owner,
    visibility === undefined ? query : { ...query, visibility },
  );
  return { ...spec, packageType: type };
}

function complete(listing: Listing<PackageFacts>, spec: RequestSpec): PackageFacts[] {
  if (listing.outcome === "complete" || listing.outcome === "part") return listing.rows;
  const because = listing.outcome === "moved" ? listing.because : "there are more";
  const nextStep = "Packages are being published or deleted faster than the list can be read: run again.";
  throw new ProviderError(
    sentence(spec, `the list changed while it was read, each time: ${because}`, undefined, nextStep),
    {
      code: "incomplete",
    },
  );
}

function tooMany(spec: RequestSpec): ProviderError {
  const nextStep = "Name the packages instead of listing them; a part of the list was not taken for the whole.";
  const words = `there are more than the ${MOST_REACHABLE} packages that GitHub lists of one visibility`;
  return new ProviderError(sentence(spec, words, undefined, nextStep), { code: "incomplete" });
}

function unsliceable(spec: RequestSpec, lost: number): ProviderError {
  const words = `there are more than ${MOST_REACHABLE}, and the lists by visibility lack ${lost} of them`;
  const nextStep = "Packages changed while they were listed: run again.";
  return new ProviderError(sentence(spec, words, undefined, nextStep), { code: "incomplete" });
}

/** GitHub documents no order; by name, then id, the same packages always come in the same one. */
function sorted(packages: readonly PackageFacts[]): PackageFacts[] {
  return [...packages].sort((a, b) => (a.name === b.name ? a.id - b.id : a.name < b.name ? -1 : 1));
}
