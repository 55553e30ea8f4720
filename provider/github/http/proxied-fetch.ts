import { EnvHttpProxyAgent, fetch } from "undici";
import type { Proxies } from "../../proxies";
import type { Fetch } from "./transport";

/** A fetch that goes through proxies, which Node's own ignores before Node 24. */
export function proxiedFetch(proxies: Proxies): Fetch {
  const dispatcher = new EnvHttpProxyAgent(proxies);
  return async (url, init) => {
    const { method, headers, body, redirect, signal } = init;
    const request = { method, headers, body, redirect, signal, dispatcher } as Parameters<typeof fetch>[1];
    return (await fetch(url, request)) as unknown as Response;
  };
}
