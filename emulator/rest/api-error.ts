export interface ApiErrorOptions {
  /** Page below the documentation's root ("" for the root itself), in place of the operation's own. */
  readonly documentation?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as GitHub words it. The server adds documentation_url and status. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    message: string,
    readonly options: ApiErrorOptions = {},
  ) {
    super(message);
  }
}

/** Unknown route, unknown owner, or a user where an organization is asked for (c-w/ghp-import#117). */
export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

/** Also the answer when the caller may read but not administer it (vlaurin/action-ghcr-prune#4, canonical/authd#1376). */
export function packageNotFound(): ApiError {
  return new ApiError(404, "Package not found.");
}

/** dataaxiom/ghcr-cleanup-action#121. */
export function versionNotFound(): ApiError {
  return new ApiError(404, "Package version not found.");
}
