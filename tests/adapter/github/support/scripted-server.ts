import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ScriptedServer {
  readonly url: string;
  /** `METHOD /path?query`, in order of arrival. */
  readonly requests: string[];
  readonly headers: Array<IncomingMessage["headers"]>;
  close(): Promise<void>;
}

export type Script = (request: IncomingMessage, response: ServerResponse, index: number) => void;

/** A real HTTP server on this machine that answers whatever the script says: for answers that GitHub does not give. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: string[] = [];
  const headers: Array<IncomingMessage["headers"]> = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    request.resume();
    script(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    headers,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify(body));
}

/** The form of GitHub's errors. */
export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
  sendJson(response, status, body, headers);
}
