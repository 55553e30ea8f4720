import { isImageType, PACKAGE_TYPES } from "../../provider/model/package";
import { type Json, textOf } from "./json";

/** Longer addresses are no page of a package: a name has at most 255 characters, each of which takes up to nine when it is encoded. */
const LONGEST = 3_000;

/**
 * The page that a server names, if it is one of a package on that very host. Anything else is left out: another scheme, another host, a
 * user name, a path of something else.
 *
 * @param host whose packages are reported, as `hostIdentity` names it
 */
export function packagePage(page: string | undefined, host: string | undefined): string | undefined {
  if (page === undefined || host === undefined || page.length > LONGEST || !URL.canParse(page)) return undefined;
  const url = new URL(page);
  const isThere = url.protocol === "https:" && url.host === host && url.username + url.password === "";
  const isPackage = SHARED.test(url.pathname) || IN_REPOSITORY.test(url.pathname);
  return isThere && isPackage && url.search + url.hash === "" ? url.href : undefined;
}

/** `/orgs/acme/packages/container/package/api`, and the same of users. */
const SHARED = new RegExp(`^(/(?:orgs|users)/[\\w.-]+/packages/(?:${PACKAGE_TYPES.join("|")})/)package(/[^/]+)$`);

/** `/acme/repository/packages/43752`: of registries whose packages belong to a repository. */
const IN_REPOSITORY = /^\/[\w.-]+\/[\w.-]+\/packages\/\d+$/;

/**
 * The page of one version, as the API's `html_url` has it (https://docs.github.com/rest/packages/packages): by id on the page of a package, by name on that
 * of a repository.
 *
 * @param page of the package, as `packagePage` gives it
 */
export function versionPage(
  page: string | undefined,
  packageType: string,
  { versionId, what }: { readonly versionId: number; readonly what: string },
): string | undefined {
  if (page === undefined) return undefined;
  const url = new URL(page);
  const [, folder, name] = SHARED.exec(url.pathname) ?? [];
  if (folder !== undefined && name !== undefined) return `${url.origin}${folder.slice(0, -1)}${name}/${versionId}`;
  const isNamed = PACKAGE_TYPES.some((type) => type === packageType && !isImageType(type));
  return isNamed ? `${page}?version=${encodeURIComponent(what.replaceAll(/\p{Surrogate}/gu, "\uFFFD"))}` : undefined;
}

/** The page of what a state is about: of a package, or of a version. */
export function pageOfState(state: Json): string | undefined {
  const { packageType, packageHtmlUrl, htmlUrl, versionId, version, __host: host } = state;
  const page = packagePage(textOf(packageHtmlUrl) ?? textOf(htmlUrl), textOf(host));
  if (typeof versionId !== "number") return page;
  return versionPage(page, textOf(packageType) ?? "", { versionId, what: textOf(version) ?? "" });
}
