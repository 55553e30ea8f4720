/**
 * An account as GitHub's "simple user" describes it, organizations included (https://docs.github.com/rest/packages/packages), in a
 * program's spelling.
 */
export interface AccountDetails {
  name?: string | null;
  email?: string | null;
  login: string;
  id: number;
  nodeId: string;
  avatarUrl: string;
  gravatarId: string | null;
  url: string;
  htmlUrl: string;
  followersUrl: string;
  followingUrl: string;
  gistsUrl: string;
  starredUrl: string;
  subscriptionsUrl: string;
  organizationsUrl: string;
  reposUrl: string;
  eventsUrl: string;
  receivedEventsUrl: string;
  type: string;
  siteAdmin: boolean;
  starredAt?: string;
  userViewType?: string;
}
