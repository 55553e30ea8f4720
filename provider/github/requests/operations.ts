import type { OwnerKind } from "../../model/owner";

export type OperationName =
  | "listPackages"
  | "getPackage"
  | "deletePackage"
  | "restorePackage"
  | "listVersions"
  | "getVersion"
  | "deleteVersion"
  | "restoreVersion"
  | "listDockerMigrationConflicts";

/** One of GitHub's 27 operations. */
export interface Operation {
  /** The method of `octokit.rest.packages` that serves the same route. */
  readonly octokit: string;
  /** Method and path; Octokit expands the variables and encodes each of them once. */
  readonly route: string;
  /** Anchor on https://docs.github.com/rest/packages/packages. */
  readonly docs: string;
}

const PACKAGE = "packages/{package_type}/{package_name}";
const VERSION = `${PACKAGE}/versions/{package_version_id}`;

/** The table of docs/operations.md: nine operations, each for three kinds of owner. */
export const OPERATIONS: Readonly<Record<OperationName, Readonly<Record<OwnerKind, Operation>>>> = {
  listPackages: {
    organization: {
      octokit: "listPackagesForOrganization",
      route: "GET /orgs/{org}/packages",
      docs: "list-packages-for-an-organization",
    },
    user: { octokit: "listPackagesForUser", route: "GET /users/{username}/packages", docs: "list-packages-for-a-user" },
    authenticatedUser: {
      octokit: "listPackagesForAuthenticatedUser",
      route: "GET /user/packages",
      docs: "list-packages-for-the-authenticated-users-namespace",
    },
  },
  getPackage: {
    organization: {
      octokit: "getPackageForOrganization",
      route: `GET /orgs/{org}/${PACKAGE}`,
      docs: "get-a-package-for-an-organization",
    },
    user: { octokit: "getPackageForUser", route: `GET /users/{username}/${PACKAGE}`, docs: "get-a-package-for-a-user" },
    authenticatedUser: {
      octokit: "getPackageForAuthenticatedUser",
      route: `GET /user/${PACKAGE}`,
      docs: "get-a-package-for-the-authenticated-user",
    },
  },
  deletePackage: {
    organization: {
      octokit: "deletePackageForOrg",
      route: `DELETE /orgs/{org}/${PACKAGE}`,
      docs: "delete-a-package-for-an-organization",
    },
    user: {
      octokit: "deletePackageForUser",
      route: `DELETE /users/{username}/${PACKAGE}`,
      docs: "delete-a-package-for-a-user",
    },
    authenticatedUser: {
      octokit: "deletePackageForAuthenticatedUser",
      route: `DELETE /user/${PACKAGE}`,
      docs: "delete-a-package-for-the-authenticated-user",
    },
  },
  restorePackage: {
    organization: {
      octokit: "restorePackageForOrg",
      route: `POST /orgs/{org}/${PACKAGE}/restore{?token}`,
      docs: "restore-a-package-for-an-organization",
    },
    user: {
      octokit: "restorePackageForUser",
      route: `POST /users/{username}/${PACKAGE}/restore{?token}`,
      docs: "restore-a-package-for-a-user",
    },
    authenticatedUser: {
      octokit: "restorePackageForAuthenticatedUser",
      route: `POST /user/${PACKAGE}/restore{?token}`,
      docs: "restore-a-package-for-the-authenticated-user",
    },
  },
  listVersions: {
    organization: {
      octokit: "getAllPackageVersionsForPackageOwnedByOrg",
      route: `GET /orgs/{org}/${PACKAGE}/versions`,
      docs: "list-package-versions-for-a-package-owned-by-an-organization",
    },
    user: {
      octokit: "getAllPackageVersionsForPackageOwnedByUser",
      route: `GET /users/{username}/${PACKAGE}/versions`,
      docs: "list-package-versions-for-a-package-owned-by-a-user",
    },
    authenticatedUser: {
      octokit: "getAllPackageVersionsForPackageOwnedByAuthenticatedUser",
      route: `GET /user/${PACKAGE}/versions`,
      docs: "list-package-versions-for-a-package-owned-by-the-authenticated-user",
    },
  },
  getVersion: {
    organization: {
      octokit: "getPackageVersionForOrganization",
      route: `GET /orgs/{org}/${VERSION}`,
      docs: "get-a-package-version-for-an-organization",
    },
    user: {
      octokit: "getPackageVersionForUser",
      route: `GET /users/{username}/${VERSION}`,
      docs: "get-a-package-version-for-a-user",
    },
    authenticatedUser: {
      octokit: "getPackageVersionForAuthenticatedUser",
      route: `GET /user/${VERSION}`,
      docs: "get-a-package-version-for-the-authenticated-user",
    },
  },
  deleteVersion: {
    organization: {
      octokit: "deletePackageVersionForOrg",
      route: `DELETE /orgs/{org}/${VERSION}`,
      docs: "delete-package-version-for-an-organization",
    },
    user: {
      octokit: "deletePackageVersionForUser",
      route: `DELETE /users/{username}/${VERSION}`,
      docs: "delete-package-version-for-a-user",
    },
    authenticatedUser: {
      octokit: "deletePackageVersionForAuthenticatedUser",
      route: `DELETE /user/${VERSION}`,
      docs: "delete-a-package-version-for-the-authenticated-user",
    },
  },
  restoreVersion: {
    organization: {
      octokit: "restorePackageVersionForOrg",
      route: `POST /orgs/{org}/${VERSION}/restore`,
      docs: "restore-package-version-for-an-organization",
    },
    user: {
      octokit: "restorePackageVersionForUser",
      route: `POST /users/{username}/${VERSION}/restore`,
      docs: "restore-package-version-for-a-user",
    },
    authenticatedUser: {
      octokit: "restorePackageVersionForAuthenticatedUser",
      route: `POST /user/${VERSION}/restore`,
      docs: "restore-a-package-version-for-the-authenticated-user",
    },
  },
  listDockerMigrationConflicts: {
    organization: {
      octokit: "listDockerMigrationConflictingPackagesForOrganization",
      route: "GET /orgs/{org}/docker/conflicts",
      docs: "get-list-of-conflicting-packages-during-docker-migration-for-organization",
    },
    user: {
      octokit: "listDockerMigrationConflictingPackagesForUser",
      route: "GET /users/{username}/docker/conflicts",
      docs: "get-list-of-conflicting-packages-during-docker-migration-for-user",
    },
    authenticatedUser: {
      octokit: "listDockerMigrationConflictingPackagesForAuthenticatedUser",
      route: "GET /user/docker/conflicts",
      docs: "get-list-of-conflicting-packages-during-docker-migration-for-authenticated-user",
    },
  },
};
