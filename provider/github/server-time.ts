import { ProviderError } from "../errors";
import type { ServerTime } from "../ports";
import type { GitHubClient } from "./client";
import { sentence } from "./failures";
import type { RequestSpec } from "./requests";

/**
 * The server's time by the answers so far. Before the first of them, one is asked for that does not count against the hour's limit, and
 * that tells the time even where there is no such limit and it is a 404
 * (https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user).
 */
export async function readServerTime(client: GitHubClient): Promise<ServerTime> {
  const known = client.serverTime();
  if (known) return known;
  const what = `the time of ${client.settings.place.host}`;
  const spec: RequestSpec = { verb: "read", what, route: "GET /rate_limit", parameters: {}, kind: "read" };
  try {
    await client.read(spec, { fresh: true });
  } catch (error) {
    if (!client.serverTime()) throw error;
  }
  const told = client.serverTime();
  if (told) return told;
  const nextStep =
    "Ages are measured by the server's clock, so nothing can be planned. Something between here and the server takes the header out: let it pass.";
  throw new ProviderError(sentence(spec, "the answer has no Date header", undefined, nextStep), { code: "clock" });
}
