/**
 * The 27 operations of the packages API, from GitHub's OpenAPI description (@octokit/openapi 23.0.2; github.com and GHES 3.17 to 3.19
 * have the same ones). Columns: what it does, operationId without "packages/", method, path, anchor of its documentation.
 */

export type PackageAction =
  | "list-conflicts"
  | "list-packages"
  | "get-package"
  | "delete-package"
  | "restore-package"
  | "list-versions"
  | "get-version"
  | "delete-version"
  | "restore-version";

export type HttpMethod = "GET" | "POST" | "DELETE";

export interface PackageOperation {
  readonly action: PackageAction;
  /** As in GitHub's description, for example "packages/get-package-for-user". */
  readonly operationId: string;
  readonly method: HttpMethod;
  /** With parameters in braces, for example "/user/packages/{package_type}/{package_name}". */
  readonly template: string;
  /** The part of a documentation URL after "#", which error bodies name. */
  readonly anchor: string;
}

type Row = readonly [PackageAction, string, HttpMethod, string, string];

const rows: readonly Row[] = [
  [
    "list-conflicts",
    "list-docker-migration-conflicting-packages-for-organization",
    "GET",
    "/orgs/{org}/docker/conflicts",
    "get-list-of-conflicting-packages-during-docker-migration-for-organization",
  ],
  [
    "list-packages",
    "list-packages-for-organization",
    "GET",
    "/orgs/{org}/packages",
    "list-packages-for-an-organization",
  ],
  [
    "get-package",
    "get-package-for-organization",
    "GET",
    "/orgs/{org}/packages/{package_type}/{package_name}",
    "get-a-package-for-an-organization",
  ],
  [
    "delete-package",
    "delete-package-for-org",
    "DELETE",
    "/orgs/{org}/packages/{package_type}/{package_name}",
    "delete-a-package-for-an-organization",
  ],
  [
    "restore-package",
    "restore-package-for-org",
    "POST",
    "/orgs/{org}/packages/{package_type}/{package_name}/restore",
    "restore-a-package-for-an-organization",
  ],
  [
    "list-versions",
    "get-all-package-versions-for-package-owned-by-org",
    "GET",
    "/orgs/{org}/packages/{package_type}/{package_name}/versions",
    "list-package-versions-for-a-package-owned-by-an-organization",
  ],
  [
    "get-version",
    "get-package-version-for-organization",
    "GET",
    "/orgs/{org}/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "get-a-package-version-for-an-organization",
  ],
  [
    "delete-version",
    "delete-package-version-for-org",
    "DELETE",
    "/orgs/{org}/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "delete-package-version-for-an-organization",
  ],
  [
    "restore-version",
    "restore-package-version-for-org",
    "POST",
    "/orgs/{org}/packages/{package_type}/{package_name}/versions/{package_version_id}/restore",
    "restore-package-version-for-an-organization",
  ],
  [
    "list-conflicts",
    "list-docker-migration-conflicting-packages-for-authenticated-user",
    "GET",
    "/user/docker/conflicts",
    "get-list-of-conflicting-packages-during-docker-migration-for-authenticated-user",
  ],
  [
    "list-packages",
    "list-packages-for-authenticated-user",
    "GET",
    "/user/packages",
    "list-packages-for-the-authenticated-users-namespace",
  ],
  [
    "get-package",
    "get-package-for-authenticated-user",
    "GET",
    "/user/packages/{package_type}/{package_name}",
    "get-a-package-for-the-authenticated-user",
  ],
  [
    "delete-package",
    "delete-package-for-authenticated-user",
    "DELETE",
    "/user/packages/{package_type}/{package_name}",
    "delete-a-package-for-the-authenticated-user",
  ],
  [
    "restore-package",
    "restore-package-for-authenticated-user",
    "POST",
    "/user/packages/{package_type}/{package_name}/restore",
    "restore-a-package-for-the-authenticated-user",
  ],
  [
    "list-versions",
    "get-all-package-versions-for-package-owned-by-authenticated-user",
    "GET",
    "/user/packages/{package_type}/{package_name}/versions",
    "list-package-versions-for-a-package-owned-by-the-authenticated-user",
  ],
  [
    "get-version",
    "get-package-version-for-authenticated-user",
    "GET",
    "/user/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "get-a-package-version-for-the-authenticated-user",
  ],
  [
    "delete-version",
    "delete-package-version-for-authenticated-user",
    "DELETE",
    "/user/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "delete-a-package-version-for-the-authenticated-user",
  ],
  [
    "restore-version",
    "restore-package-version-for-authenticated-user",
    "POST",
    "/user/packages/{package_type}/{package_name}/versions/{package_version_id}/restore",
    "restore-a-package-version-for-the-authenticated-user",
  ],
  [
    "list-conflicts",
    "list-docker-migration-conflicting-packages-for-user",
    "GET",
    "/users/{username}/docker/conflicts",
    "get-list-of-conflicting-packages-during-docker-migration-for-user",
  ],
  ["list-packages", "list-packages-for-user", "GET", "/users/{username}/packages", "list-packages-for-a-user"],
  [
    "get-package",
    "get-package-for-user",
    "GET",
    "/users/{username}/packages/{package_type}/{package_name}",
    "get-a-package-for-a-user",
  ],
  [
    "delete-package",
    "delete-package-for-user",
    "DELETE",
    "/users/{username}/packages/{package_type}/{package_name}",
    "delete-a-package-for-a-user",
  ],
  [
    "restore-package",
    "restore-package-for-user",
    "POST",
    "/users/{username}/packages/{package_type}/{package_name}/restore",
    "restore-a-package-for-a-user",
  ],
  [
    "list-versions",
    "get-all-package-versions-for-package-owned-by-user",
    "GET",
    "/users/{username}/packages/{package_type}/{package_name}/versions",
    "list-package-versions-for-a-package-owned-by-a-user",
  ],
  [
    "get-version",
    "get-package-version-for-user",
    "GET",
    "/users/{username}/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "get-a-package-version-for-a-user",
  ],
  [
    "delete-version",
    "delete-package-version-for-user",
    "DELETE",
    "/users/{username}/packages/{package_type}/{package_name}/versions/{package_version_id}",
    "delete-package-version-for-a-user",
  ],
  [
    "restore-version",
    "restore-package-version-for-user",
    "POST",
    "/users/{username}/packages/{package_type}/{package_name}/versions/{package_version_id}/restore",
    "restore-package-version-for-a-user",
  ],
];

export const packageOperations: readonly PackageOperation[] = rows.map(([action, name, method, template, anchor]) => ({
  action,
  operationId: `packages/${name}`,
  method,
  template,
  anchor,
}));
