import type { AppCredentials } from "./app-credentials";
import type { HostPlace } from "./base-url";
import type { SecretToken } from "./secret-token";
import type { TokenKind } from "./token-kind";

/** https://docs.github.com/rest/about-the-rest-api/api-versions: supported until at least March 2028, and what GHES 3.18 knows. */
export const DEFAULT_API_VERSION = "2022-11-28";

export const DEFAULT_HOST = "github.com";

/** `GITHUB_API_URL` is last: Actions runners set it in every job, whatever the job's author wanted. */
export const BASE_URL_VARIABLES = ["GITHUB_BASE_URL", "GH_HOST", "GITHUB_API_URL"] as const;

/** Everything that a client of GitHub needs to be told, checked. docs/configuration.md says where each value comes from. */
export interface Settings {
  /** Absent: requests go out without a token, and GitHub answers 401; or `app` gets one. */
  readonly token?: SecretToken;
  /** In place of a token: a GitHub App that gets itself one, for an hour at a time. */
  readonly app?: AppCredentials;
  /** Where the token came from, for messages: `GITHUB_TOKEN`, `github-packages:token`, `gh auth token`. */
  readonly tokenSource?: string;
  /** What the token's prefix says it is; `unknown` without a token. */
  readonly tokenKind: TokenKind;
  /** The owner of resources that name none. */
  readonly owner?: string;
  readonly ownerSource?: string;
  /** The REST API, web site and host name that belong together. */
  readonly place: HostPlace;
  /** The REST API's base URL, without a trailing slash. */
  readonly baseUrl: string;
  readonly baseUrlSource: string;
  /** An argument names another host than the configuration and the environment do, whose credentials are not meant for it. */
  readonly isElsewhere: boolean;
  /** The container registry's base URL, without a trailing slash. */
  readonly registryUrl: string;
  /** Sent as `X-GitHub-Api-Version`. */
  readonly apiVersion: string;
  /** Least milliseconds between the starts of two writes; above 0, writes also go one at a time. Default 0. */
  readonly writeDelayMs: number;
  /** Least milliseconds between the starts of two reads. Default 0. */
  readonly readDelayMs: number;
  /** Unit of the waits before a retry after a 5xx or a dropped connection: 1, 4, 9 times as long. Default 1000. */
  readonly retryDelayMs: number;
  /** Retries of one request, for each kind of reason. Default 3. */
  readonly maxRetries: number;
  /** Longest wait for a rate limit, in seconds, before the run stops and says when to come back. Default 900. */
  readonly maxWaitSeconds: number;
  /** Milliseconds after which an unanswered request is given up. Default 30000. */
  readonly requestTimeoutMs: number;
  /** Requests in flight at once. GitHub allows 100 for everything that uses the account. Default 60. */
  readonly parallelRequests: number;
  /** Points a minute: a read costs 1, a write 5. 0 means no limit. Default 900. */
  readonly pointsPerMinute: number;
  /** Rows a page, 100 at most. Default 100. */
  readonly maxPerPage: number;
  /** A directory for conditional requests; absent, nothing is kept between runs. */
  readonly cachePath?: string;
  /** Whether restorations are paced as content-creating requests (80 a minute, 500 an hour). Default true. */
  readonly restoresAreContentCreating: boolean;
  /** Whether `/users/{username}/…/versions` is asked for pages and deleted versions, which GitHub honours and does not document. Default true. */
  readonly undocumentedUserPaging: boolean;
  /** Whether lists of versions are compared with the package's `version_count`, of which GitHub documents neither what it counts nor how fresh it is. Default true. */
  readonly undocumentedVersionCount: boolean;
  /** What the person running this should know, such as a token that goes over plain http. */
  readonly warnings: readonly string[];
}

/** What tells apart those whom a host may show different things. For hashes and keys in memory; never to be written down. */
export function credentialIdentity({ token, app }: Settings): string {
  return app ? `app ${app.id} ${app.installationId}` : (token?.reveal() ?? "");
}

/** What only somebody has who may use the credential: the token, or of an App, whose tokens last an hour, its private key. */
export function credentialSecret({ token, app }: Settings): string | undefined {
  return (app?.privateKey ?? token)?.reveal();
}
