/**
 * Settings: what the program, the configuration and the environment say, made into one typed, checked value. Nothing here
 * knows Pulumi, Octokit or a network; `gh-auth-token.ts` alone runs a program, when it is asked to.
 */
export type { AppCredentials } from "./app-credentials";
export { hostIdentity, imageHosts, parseBaseUrl, serverAt, serverIdentity, serverOf } from "./base-url";
export { ARGUMENT_NAMES, ARGUMENTS_NAMESPACE, explicitArguments } from "./explicit-arguments";
export { tokenVariables } from "./find-credentials";
export { ghAuthToken } from "./gh-auth-token";
export { resolveSettings, type SettingsSources, usualServer } from "./resolve-settings";
export { SecretToken } from "./secret-token";
export { credentialIdentity, credentialSecret, type Settings } from "./settings";
export { describeTokenKind, tokenKind } from "./token-kind";
