/**
 * The environment variables that settings are read from, in their order, for the settings of the stack alone: there the configuration goes before the
 * environment, as a generated SDK has it. Never for the arguments of a `Provider`: an SDK would copy the variable into them, so that it would go
 * before the configuration, and stay in the state when the environment has another one. Nor for a token, whose variables depend on the host, and which would
 * be written down.
 */
export const VARIABLES = {
  owner: ["GITHUB_OWNER", "GITHUB_ORGANIZATION"],
  baseUrl: ["GITHUB_BASE_URL", "GH_HOST", "GITHUB_API_URL"],
  apiVersion: ["GITHUB_API_VERSION"],
  maxPerPage: ["GITHUB_MAX_PER_PAGE"],
  cachePath: ["GITHUB_CACHE_PATH"],
  undocumentedUserPaging: ["GITHUB_UNDOCUMENTED_USER_PAGING"],
  undocumentedVersionCount: ["GITHUB_UNDOCUMENTED_VERSION_COUNT"],
};
