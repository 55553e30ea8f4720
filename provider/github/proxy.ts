import type { Fetch } from "./transport";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The `fetch` to use in an environment: through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, in either case,
 * else Node's own, which ignores them before Node 24.
 */
export function fetchFor(env: Environment): Fetch {
  const httpProxy = env.http_proxy || env.HTTP_PROXY;
  const httpsProxy = env.https_proxy || env.HTTPS_PROXY;
  if (!httpProxy && !httpsProxy) return (url, init) => fetch(url, init);

  const proxied = connectThrough({
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    noProxy: env.no_proxy || env.NO_PROXY || "",
  });
  return async (url, init) => (await proxied)(url, init);
}

interface ProxyOptions {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy: string;
}

/** undici is loaded only where there is a proxy. */
async function connectThrough(options: ProxyOptions): Promise<Fetch> {
  const undici = await import("undici");
  const dispatcher = new undici.EnvHttpProxyAgent(options);
  return async (url, init) => {
    const { method, headers, body, redirect, signal } = init;
    const request = { method, headers, body, redirect, signal, dispatcher } as Parameters<typeof undici.fetch>[1];
    return (await undici.fetch(url, request)) as unknown as Response;
  };
}
