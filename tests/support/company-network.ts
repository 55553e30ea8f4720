import { readFileSync } from "node:fs";
import { createServer as createHttpServer, request as httpRequest, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";

const tls = join(__dirname, "../fixtures/tls");

/** What NODE_EXTRA_CA_CERTS has to name for the certificate of `startTls`. */
export const CERTIFICATE = join(tls, "localhost.crt");

export interface CompanyProxy {
  readonly url: string;
  /** `host:port` of each tunnel, in the order in which they were asked for. */
  readonly tunnels: string[];
  readonly authorizations: Array<string | undefined>;
}

/** The servers that stand between a program and GitHub in many a company: real ones, on this machine. */
export class CompanyNetwork {
  private readonly servers: Server[] = [];
  /** Tunnels are no longer the server's to close. */
  private readonly sockets: Socket[] = [];

  /**
   * A proxy as companies have them: tunnels by CONNECT, asked for with or without a user name.
   * @param isNameServer every host name leads to this machine.
   */
  async startProxy({ refuses = false, isNameServer = false } = {}): Promise<CompanyProxy> {
    const tunnels: string[] = [];
    const authorizations: Array<string | undefined> = [];
    const server = createHttpServer().on("connect", (request, client: Socket) => {
      tunnels.push(String(request.url));
      authorizations.push(request.headers["proxy-authorization"]);
      if (refuses) return client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      const [host, port] = String(request.url).split(":");
      const upstream = connect(Number(port), isNameServer ? "127.0.0.1" : host, () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      this.sockets.push(client, upstream);
      upstream.on("error", () => client.destroy());
      return client.on("error", () => upstream.destroy());
    });
    return { url: `http://127.0.0.1:${await this.listen(server)}`, tunnels, authorizations };
  }

  /** TLS in front of a server of plain http, with a certificate of the company's own authority. Resolves to the URL of the same path. */
  async startTls(url: string): Promise<string> {
    const { hostname, port, pathname } = new URL(url);
    const pair = { key: readFileSync(join(tls, "localhost.key")), cert: readFileSync(CERTIFICATE) };
    const server = createHttpsServer(pair, (request, response) => {
      const { method, url: path, headers } = request;
      request.pipe(
        httpRequest({ hostname, port, method, path, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }),
      );
    });
    return `https://localhost:${await this.listen(server as unknown as Server)}${pathname.replace(/\/$/, "")}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.destroy();
    await Promise.all(
      this.servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  private async listen(server: Server): Promise<number> {
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }
}
