import { type Proxies, proxiesIn } from "../../proxies";
import type { Fetch } from "./transport";

/**
 * The `fetch` to use in an environment: through the proxies that it names, else Node's own, which ignores them before Node 24.
 * @throws ProviderError `invalid` for a proxy whose address is none.
 */
export function fetchFor(env: Readonly<Record<string, string | undefined>>): Fetch {
  const proxies = proxiesIn(env);
  if (!proxies.httpProxy && !proxies.httpsProxy) return (url, init) => fetch(url, init);

  const proxied = connectThrough(proxies);
  return async (url, init) => (await proxied)(url, init);
}

/** undici is loaded only where there is a proxy. */
async function connectThrough(proxies: Proxies): Promise<Fetch> {
  const { proxiedFetch } = await import("./proxied-fetch");
  return proxiedFetch(proxies);
}
