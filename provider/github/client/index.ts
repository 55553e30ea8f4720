/**
 * The client that sends requests: Octokit with pacing, retries and credentials.
 */
export { GitHubClient, isPassing, type Read, type ReadOptions } from "./client";
export { InstallationToken } from "./installation-token";
