import type { Profile } from "../../profile";
import type { SeedAccount } from "../../seed";
import { notFound } from "../api-error";
import type { Caller } from "../caller";
import type { HttpAnswer } from "../http-answer";
import { nodeId, type Origins, serializeAccount } from "../serialize/account";

/** When the emulator's accounts were made: seeds don't say. */
const accountCreatedAt = "2020-01-01T00:00:00Z";

/** docs.github.com/rest/users/users#get-a-user; organizations are found too. */
export function getUser(account: SeedAccount | undefined, origins: Origins): HttpAnswer {
  if (!account) throw notFound();
  return { status: 200, body: serializeUser(account, origins) };
}

/** docs.github.com/rest/users/users#get-the-authenticated-user. */
export function getAuthenticatedUser({ account }: Caller, origins: Origins): HttpAnswer {
  return { status: 200, body: serializeUser(account, origins) };
}

function serializeUser(account: SeedAccount, origins: Origins): Record<string, unknown> {
  return {
    ...serializeAccount(account, origins),
    name: account.name ?? account.login,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: accountCreatedAt,
    updated_at: accountCreatedAt,
  };
}

/** docs.github.com/rest/orgs/orgs#get-an-organization; a user is no organization. */
export function getOrganization(account: SeedAccount | undefined, { api, web }: Origins): HttpAnswer {
  if (account?.type !== "Organization") throw notFound();
  const url = `${api}/orgs/${account.login}`;
  const body = {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    description: null,
    name: account.name ?? account.login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${web}/${account.login}`,
    type: "Organization",
    created_at: accountCreatedAt,
    updated_at: accountCreatedAt,
    archived_at: null,
  };
  return { status: 200, body };
}

/** docs.github.com/rest/meta/meta; only a GHES names its version. */
export function getMeta(profile: Profile): HttpAnswer {
  const installed = profile.enterpriseVersion?.split("@")[1];
  return {
    status: 200,
    body: { verifiable_password_authentication: false, ...(installed && { installed_version: installed }) },
  };
}
