import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServedPage } from "./page";

export interface ExplorerServer {
  /** Lets whoever has it in. */
  readonly url: string;
  /** The same, once: what starts a browser is seen by everybody who may list this machine's processes. */
  urlForOneVisit(): string;
  close(): Promise<void>;
}

const HERE = "127.0.0.1";
const COOKIE = "explorer";

/** What is sent besides the page's policy. Nothing is kept, nothing tells others where it came from, and no other page gets hold of any of it. */
const HEADERS: OutgoingHttpHeaders = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const NOTHING_AT_ALL = "default-src 'none'; frame-ancestors 'none'";

/** Serves the page to this machine alone: two fixed routes, and none that changes anything. */
export async function serveExplorer(page: ServedPage): Promise<ExplorerServer> {
  const doors = new Doors(page);
  const server = createServer((request, response) => send(response, doors.answer(request)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HERE, resolve);
  });
  const { port } = server.address() as AddressInfo;
  doors.open(port);
  return {
    url: doors.url(),
    urlForOneVisit: () => doors.urlForOneVisit(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Doors {
  private readonly path = `/${secret()}/`;
  private readonly key = secret();
  private readonly keysForOneVisit = new Set<string>();
  private hosts: readonly string[] = [];

  constructor(private readonly page: ServedPage) {}

  /** By the names that this machine has for itself. Another name is one that somebody else's DNS has given to it. */
  open(port: number): void {
    this.hosts = [HERE, "localhost", "[::1]"].map((name) => `${name}:${port}`);
  }

  url(key = this.key): string {
    return `http://${this.hosts[0]}${this.path}?key=${key}`;
  }

  urlForOneVisit(): string {
    const key = secret();
    this.keysForOneVisit.add(key);
    return this.url(key);
  }

  answer(request: IncomingMessage): Answer {
    const { host = "", origin } = request.headers;
    if (!this.hosts.includes(host)) return refusal(403, "This is not the name of this server.");
    if (origin !== undefined && origin !== `http://${host}`) return refusal(403, "This is for no other page.");
    if (request.method !== "GET") return refusal(405, "There is nothing but GET here.", { allow: "GET" });
    const [pathname, query] = (request.url ?? "").split("?", 2);
    const isPage = pathname === this.path;
    if (!isPage && pathname !== `${this.path}data`) return refusal(404, "There is nothing here.");
    const key = new URLSearchParams(query).get("key");
    if (isPage && key !== null && this.admits(key)) return this.letIn();
    if (!isSame(cookieOf(request), this.key)) {
      return refusal(403, "Open the whole address that the command has printed, with its key.");
    }
    const { html, data, contentSecurityPolicy } = this.page;
    if (!isPage) return { status: 200, body: data, headers: { "content-type": "application/octet-stream" } };
    return {
      status: 200,
      body: html,
      headers: { "content-type": "text/html; charset=utf-8" },
      contentSecurityPolicy: `${contentSecurityPolicy}; frame-ancestors 'none'`,
    };
  }

  private admits(key: string): boolean {
    return this.keysForOneVisit.delete(key) || isSame(key, this.key);
  }

  /** The key goes from the address to a cookie that no script can read, so that it is in no history and no screenshot. */
  private letIn(): Answer {
    const cookie = `${COOKIE}=${this.key}; HttpOnly; SameSite=Strict; Path=${this.path}`;
    return { status: 302, body: "", headers: { location: this.path, "set-cookie": cookie } };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers: OutgoingHttpHeaders;
  /** Default: nothing at all. */
  readonly contentSecurityPolicy?: string;
}

function refusal(status: number, says: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, body: `${says}\n`, headers: { "content-type": "text/plain; charset=utf-8", ...headers } };
}

function send(
  response: ServerResponse,
  { status, body, headers, contentSecurityPolicy = NOTHING_AT_ALL }: Answer,
): void {
  response.writeHead(status, {
    ...HEADERS,
    ...headers,
    "content-length": Buffer.byteLength(body),
    "content-security-policy": contentSecurityPolicy,
  });
  response.end(body);
}

function cookieOf({ headers: { cookie = "" } }: IncomingMessage): string {
  const pairs = cookie.split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? "";
}

/** Takes as long for any text of the same length. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}
