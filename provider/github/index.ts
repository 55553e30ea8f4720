/**
 * The adapter to GitHub's REST API: the only place that knows Octokit, routes, headers and GitHub's words. It knows the port, the
 * model, the errors and the settings, and nothing of resources or Pulumi.
 */
export { createPackagesApi, type GitHubPackagesApi, type PackagesApiParts } from "./packages-api";
export type { SpentLately } from "./rate-limits";
export type { TokenReport } from "./token-report";
