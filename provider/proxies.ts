import { ProviderError } from "./errors";

type Environment = Readonly<Record<string, string | undefined>>;

/** What undici's `EnvHttpProxyAgent` takes. */
export interface Proxies {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy: string;
}

/**
 * The proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, in either case. An address without a scheme is taken for `http://`,
 * as curl does.
 * @throws ProviderError `invalid` for an address that is none.
 */
export function proxiesIn(env: Environment): Proxies {
  const httpProxy = proxyOf(env, ["http_proxy", "HTTP_PROXY"]);
  const httpsProxy = proxyOf(env, ["https_proxy", "HTTPS_PROXY"]);
  return {
    ...(httpProxy !== undefined && { httpProxy }),
    ...(httpsProxy !== undefined && { httpsProxy }),
    noProxy: env.no_proxy || env.NO_PROXY || "",
  };
}

function proxyOf(env: Environment, names: readonly string[]): string | undefined {
  const name = names.find((variable) => env[variable]);
  const value = name && env[name]?.trim();
  if (!value) return undefined;
  const address = value.includes("://") ? value : `http://${value}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new ProviderError(
    `use the proxy that ${name} names: its value is no address of an HTTP proxy. Write it as http://HOST:PORT, or unset ${name}.`,
    { code: "invalid" },
  );
}
