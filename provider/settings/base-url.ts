/** Which family of hosts a base URL belongs to: they differ in paths, registry hosts and limits. */
export type HostKind = "github.com" | "data-residency" | "enterprise-server" | "loopback";

/** One GitHub: its REST API, its web site, its container registry. */
export interface HostPlace {
  readonly kind: HostKind;
  /** As messages and `gh auth token --hostname` name it: `github.com`, `octo.ghe.com`, `ghes.example.com`, `127.0.0.1:8080`. */
  readonly host: string;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  /** Where people manage tokens. Without a trailing slash. */
  readonly webUrl: string;
  /** Without a trailing slash. */
  readonly registryUrl: string;
  /** The old registry of images, which has a host of its own. */
  readonly dockerHost: string;
}

/** The hosts by which people name images of this server. */
export function imageHosts({ registryUrl, place }: { registryUrl: string; place: HostPlace }): readonly string[] {
  return [...new Set([new URL(place.registryUrl).host, new URL(registryUrl).host, place.dockerHost])];
}

/**
 * Completes whatever names a GitHub to the base URL of its REST API.
 *
 * | given | becomes | documented at |
 * |---|---|---|
 * | `github.com`, `https://api.github.com/` | `https://api.github.com` | https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api |
 * | `octo.ghe.com` | `https://api.octo.ghe.com` | https://docs.github.com/enterprise-cloud@latest/admin/data-residency |
 * | `ghes.example.com`, `https://ghes.example.com/api/v3/` | `https://ghes.example.com/api/v3` | https://docs.github.com/enterprise-server@3.18/rest/using-the-rest-api/getting-started-with-the-rest-api |
 * | `http://127.0.0.1:8080`, with or without a path | itself | a server on this machine says itself where its API is |
 *
 * @throws Error with the reason alone: the given text may hold credentials.
 */
export function parseBaseUrl(given: string): HostPlace {
  const url = parseLeniently(given.trim());
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new Error("is not an http or https URL");
  if (url.username !== "" || url.password !== "")
    throw new Error("holds a user name or a password: configure a token instead");
  if (url.search !== "" || url.hash !== "") throw new Error("holds a query or a fragment");

  if (isLoopback(url.hostname)) return loopbackPlace(url);
  if (url.hostname === "github.com" || url.hostname === "api.github.com" || url.hostname === "www.github.com") {
    requireHttps(url);
    return GITHUB_COM;
  }
  const subdomain = /^(?:api\.)?([a-z0-9-]+)\.ghe\.com$/.exec(url.hostname)?.[1];
  if (subdomain !== undefined) {
    requireHttps(url);
    return dataResidencyPlace(subdomain);
  }
  return enterpriseServerPlace(url);
}

/** What states remember of the host: a name that stays when its scheme or path changes, and one for every server on this machine. */
export function hostIdentity({ kind, host }: Pick<HostPlace, "kind" | "host">): string {
  return kind === "loopback" ? "localhost" : host;
}

/**
 * What the addresses of one server have in common, whatever their scheme, path or spelling: for the time of a run, so that of servers on this
 * machine the port counts, which the next run may find changed.
 */
export function serverIdentity(place: HostPlace): string {
  if (place.kind !== "loopback") return place.host;
  const { port } = new URL(place.apiUrl);
  return port === "" ? "localhost" : `localhost:${port}`;
}

/** A server, as an address names it: see `Server` of `provider/run`. */
interface AddressedServer {
  readonly identity: string;
  readonly webOrigin: string;
}

export function serverAt(place: HostPlace): AddressedServer {
  return { identity: serverIdentity(place), webOrigin: new URL(place.webUrl).origin };
}

/** The server that a base URL names; undefined where it names none. */
export function serverOf(baseUrl: string): AddressedServer | undefined {
  try {
    return serverAt(parseBaseUrl(baseUrl));
  } catch {
    return undefined;
  }
}

const GITHUB_COM: HostPlace = {
  kind: "github.com",
  host: "github.com",
  apiUrl: "https://api.github.com",
  webUrl: "https://github.com",
  registryUrl: "https://ghcr.io",
  dockerHost: "docker.pkg.github.com",
};

function dataResidencyPlace(subdomain: string): HostPlace {
  return {
    kind: "data-residency",
    host: `${subdomain}.ghe.com`,
    apiUrl: `https://api.${subdomain}.ghe.com`,
    webUrl: `https://${subdomain}.ghe.com`,
    registryUrl: `https://containers.${subdomain}.ghe.com`,
    dockerHost: `docker.${subdomain}.ghe.com`,
  };
}

/** The container registry of a GHES needs subdomain isolation, so its host is known: `containers.HOSTNAME`. */
function enterpriseServerPlace(url: URL): HostPlace {
  const path = withoutTrailingSlashes(url.pathname);
  return {
    kind: "enterprise-server",
    host: url.host,
    apiUrl: `${url.origin}${path.endsWith("/api/v3") ? path : `${path}/api/v3`}`,
    webUrl: url.origin,
    registryUrl: `${url.protocol}//containers.${url.host}`,
    dockerHost: `docker.${url.host}`,
  };
}

function loopbackPlace(url: URL): HostPlace {
  return {
    kind: "loopback",
    host: url.host,
    apiUrl: `${url.origin}${withoutTrailingSlashes(url.pathname)}`,
    webUrl: url.origin,
    registryUrl: url.origin,
    dockerHost: url.host,
  };
}

function requireHttps(url: URL): void {
  if (url.protocol !== "https:")
    throw new Error(`uses plain http, which ${url.hostname} does not serve: write https://`);
}

/** `localhost` and its subdomains are loopback by RFC 6761, section 6.3; 127.0.0.0/8 and ::1 by RFC 1122 and RFC 4291. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function parseLeniently(text: string): URL {
  if (text === "") throw new Error("is empty");
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = tryParse(hasScheme ? text : `https://${text}`);
  if (!hasScheme && isLoopback(url.hostname)) return tryParse(`http://${text}`);
  return url;
}

function tryParse(text: string): URL {
  if (!URL.canParse(text)) throw new Error("is not a URL or a host name");
  return new URL(text);
}

function withoutTrailingSlashes(path: string): string {
  return path.replace(/\/+$/, "");
}
