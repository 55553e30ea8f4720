import type { SeedAccount } from "../../seed";

/** Where URLs in bodies point to. */
export interface Origins {
  /** Base of the REST API, without a trailing slash. */
  readonly api: string;
  /** Origin of the web pages. */
  readonly web: string;
}

/** GitHub's older form of global ids: "04:User1", in base64. */
export function nodeId(type: string, id: number): string {
  return Buffer.from(`0${type.length}:${type}${id}`).toString("base64");
}

/** The "simple user" of GitHub's description, which stands for organizations too. */
export function serializeAccount(account: SeedAccount, { api, web }: Origins): Record<string, unknown> {
  const url = `${api}/users/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `${web}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}
