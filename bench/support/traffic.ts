import type { LoggedRequest } from "../../emulator";

/** What an emulator saw of one measurement. */
export interface Traffic {
  readonly requests: number;
  /** Requests that count against the hour's limit: all but 304s, what was refused, and what is the registry's. */
  readonly counted: number;
  /** 403 and 429: nothing in the bench lacks a right, so each is for going too fast. */
  readonly refused: number;
  /** How many were under way at once, at most. */
  readonly mostAtOnce: number;
  /** Points of the busiest 60 seconds. */
  readonly mostPointsInMinute: number;
  readonly lists: number;
  readonly deletions: number;
  /** Of the registry. */
  readonly manifests: number;
  /** From the first request to the last answer, in seconds. */
  readonly span: number;
  /** From the first deletion to the answer to the last. */
  readonly deletionSpan: number;
}

const MINUTE_MS = 60_000;

export function countTraffic(requests: readonly LoggedRequest[]): Traffic {
  const isRefused = ({ status }: LoggedRequest) => status === 403 || status === 429;
  const deletions = requests.filter(({ method, status }) => method === "DELETE" && status === 204);
  return {
    requests: requests.length,
    counted: requests.filter((request) => request.status !== 304 && !isRefused(request) && !isOfRegistry(request))
      .length,
    refused: requests.filter(isRefused).length,
    mostAtOnce: requests.reduce((most, { concurrent }) => Math.max(most, concurrent), 0),
    mostPointsInMinute: mostPoints(requests.filter((request) => !isRefused(request))),
    lists: requests.filter(({ path }) => path.includes("/versions?")).length,
    deletions: deletions.length,
    manifests: requests.filter(({ path }) => path.includes("/manifests/")).length,
    span: spanOf(requests),
    deletionSpan: spanOf(deletions),
  };
}

/** The registry, and the service that gives it tokens. */
function isOfRegistry({ path }: LoggedRequest): boolean {
  return path.startsWith("/v2/") || path.startsWith("/token?");
}

function spanOf(requests: readonly LoggedRequest[]): number {
  const first = requests[0];
  if (!first) return 0;
  const end = requests.reduce((latest, { endedAt = 0 }) => Math.max(latest, endedAt), 0);
  return (end - first.startedAt) / 1000;
}

function mostPoints(requests: readonly LoggedRequest[]): number {
  const points = ({ method }: LoggedRequest) => (method === "GET" ? 1 : 5);
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const request of requests) {
    sum += points(request);
    for (let old = requests[first]; old && old.startedAt <= request.startedAt - MINUTE_MS; old = requests[++first])
      sum -= points(old);
    most = Math.max(most, sum);
  }
  return most;
}
