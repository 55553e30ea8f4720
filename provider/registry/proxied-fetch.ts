import { EnvHttpProxyAgent, fetch } from "undici";
import { proxiesIn } from "../proxies";
import type { RegistryFetch } from "./registry-request";

/** A fetch that goes through the proxies that the environment names; Node 20's own ignores them. */
export function proxiedFetch(): RegistryFetch {
  const dispatcher = new EnvHttpProxyAgent(proxiesIn(process.env));
  return (url, init) => fetch(url, { ...init, dispatcher });
}
