/**
 * A second server of the packages API, written from https://docs.github.com/rest/packages/packages alone. It shares nothing with the
 * emulator, so that the provider is held against the documentation and not against the emulator's reading of it. Where the
 * documentation leaves room, it goes another way than the emulator: names and case of headers, compression, pieces of
 * an answer, smaller pages, links on every list, no ETag, no rate limits, no scopes, fractions of seconds, optional fields left out.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface OtherVersion {
  readonly id: number;
  readonly name: string;
  readonly tags?: readonly string[];
  deletedAt?: string;
}

export interface OtherPackage {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly versions: OtherVersion[];
  deletedAt?: string;
}

export interface OtherServer {
  /** The base URL of the REST API. */
  readonly url: string;
  readonly packages: readonly OtherPackage[];
  /** "METHOD path" of every request, with its query. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** The only account: an organization. */
const ORGANIZATION = { login: "octo-org", id: 6811672, type: "Organization", site_admin: false } as const;

const BASE_PATH = "/some/where/api";
const CREATED_AT = "2020-05-19T22:19:11.000Z";

/** "The number of results per page (max 100)": a server may send fewer, and says by its links that there are more. */
const MOST_ROWS = 30;

export async function startOtherServer(packages: OtherPackage[]): Promise<OtherServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, search } = urlOf(request);
    requests.push(`${request.method} ${pathname.slice(BASE_PATH.length)}${search}`);
    send(request, response, answer(request, packages));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${BASE_PATH}`,
    packages,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  body?: unknown;
  link?: string;
}

const NO_CONTENT: Answer = { status: 204 };
const NOT_FOUND: Answer = {
  status: 404,
  body: { documentation_url: "https://docs.github.com/rest", message: "Not Found" },
};

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? "/", "http://other.example");
}

function answer(request: IncomingMessage, packages: OtherPackage[]): Answer {
  const url = urlOf(request);
  if (!request.headers.authorization) return { status: 401, body: { message: "Requires authentication" } };
  if (!url.pathname.startsWith(`${BASE_PATH}/`)) return NOT_FOUND;
  const [family, login, ...rest] = url.pathname
    .slice(BASE_PATH.length + 1)
    .split("/")
    .map(decodeURIComponent);
  if ((family !== "orgs" && family !== "users") || login?.toLowerCase() !== ORGANIZATION.login) return NOT_FOUND;
  const method = request.method ?? "GET";
  if (rest.length === 0) return { status: 200, body: ORGANIZATION };
  const [collection, type, name, ...below] = rest;
  if (collection !== "packages") return NOT_FOUND;
  if (type === undefined) return listPackages(url, packages);
  const candidates = packages.filter((one) => one.type === type && one.name === name);
  const active = candidates.find(({ deletedAt }) => deletedAt === undefined);
  if (below.length === 1 && below[0] === "restore" && method === "POST") return restore(candidates, active);
  if (!active) return NOT_FOUND;
  if (below.length === 0) return method === "DELETE" ? remove(active) : ok(packageBody(active));
  return below[0] === "versions" ? versions(method, url, active, below.slice(1)) : NOT_FOUND;
}

function listPackages(url: URL, packages: OtherPackage[]): Answer {
  const type = url.searchParams.get("package_type");
  const rows = packages.filter((one) => one.type === type && one.deletedAt === undefined);
  return page(url, rows.map(packageBody));
}

function versions(method: string, url: URL, active: OtherPackage, [id, action]: string[]): Answer {
  if (id === undefined) {
    const wanted = url.searchParams.get("state") === "deleted";
    const rows = active.versions.filter(({ deletedAt }) => (deletedAt !== undefined) === wanted);
    return page(
      url,
      rows.map((version) => versionBody(active, version)),
    );
  }
  const version = active.versions.find((one) => one.id === Number(id));
  if (!version) return NOT_FOUND;
  if (action === "restore" && method === "POST") return restore([version], undefined);
  if (version.deletedAt !== undefined) return NOT_FOUND;
  return method === "DELETE" ? remove(version) : ok(versionBody(active, version));
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function remove(one: { deletedAt?: string }): Answer {
  one.deletedAt = new Date().toISOString();
  return NO_CONTENT;
}

/** Restorable while "the same package namespace and version is still available". */
function restore(candidates: { deletedAt?: string }[], taken: unknown): Answer {
  const deleted = candidates.find(({ deletedAt }) => deletedAt !== undefined);
  if (!deleted || taken) return NOT_FOUND;
  delete deleted.deletedAt;
  return NO_CONTENT;
}

function page(url: URL, rows: unknown[]): Answer {
  const size = Math.min(Number(url.searchParams.get("per_page") ?? MOST_ROWS), MOST_ROWS);
  const number = Number(url.searchParams.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const to = (target: number, relation: string) => {
    const there = new URL(url);
    there.searchParams.set("page", String(target));
    return `<${there.href}>; rel="${relation}"`;
  };
  const link = number < last ? `${to(1, "first")}, ${to(number + 1, "next")}, ${to(last, "last")}` : to(1, "first");
  return { ...ok(rows.slice((number - 1) * size, number * size)), link };
}

function packageBody({ id, name, type, versions }: OtherPackage): object {
  return {
    visibility: "private",
    name,
    id,
    package_type: type,
    html_url: `https://github.com/orgs/${ORGANIZATION.login}/packages/${type}/package/${name}`,
    url: `https://api.example.com/orgs/${ORGANIZATION.login}/packages/${type}/${encodeURIComponent(name)}`,
    updated_at: CREATED_AT,
    created_at: CREATED_AT,
    version_count: versions.length,
    owner: ORGANIZATION,
    something_new: { nobody: "knows" },
  };
}

function versionBody({ name, type }: OtherPackage, version: OtherVersion): object {
  const web = `https://github.com/orgs/${ORGANIZATION.login}/packages/${type}/package/${name}`;
  return {
    metadata: { package_type: type, ...(version.tags && { container: { tags: version.tags } }) },
    name: version.name,
    id: version.id,
    url: `https://api.example.com/versions/${version.id}`,
    package_html_url: web,
    updated_at: CREATED_AT,
    created_at: CREATED_AT,
    ...(version.deletedAt && { deleted_at: version.deletedAt }),
  };
}

/** In pieces, compressed for whoever takes it, under header names in capitals. */
function send(request: IncomingMessage, response: ServerResponse, { status, body, link }: Answer): void {
  request.resume();
  const compress = /\bgzip\b/.test(String(request.headers["accept-encoding"]));
  response.writeHead(status, {
    ...(body !== undefined && { "CONTENT-TYPE": "application/json" }),
    ...(body !== undefined && compress && { "CONTENT-ENCODING": "gzip" }),
    ...(link && { LINK: link }),
  });
  if (body === undefined) {
    response.end();
    return;
  }
  const bytes = compress ? gzipSync(JSON.stringify(body)) : Buffer.from(JSON.stringify(body));
  const middle = Math.floor(bytes.length / 2);
  response.write(bytes.subarray(0, middle));
  setImmediate(() => response.end(bytes.subarray(middle)));
}
