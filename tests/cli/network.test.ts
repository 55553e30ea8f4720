import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, request as httpRequest, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { ADMIN_TOKEN, seed } from "../adapter/github/support/seed";

const main = join(__dirname, "../../dist/cli/main.js");
const tls = join(__dirname, "../fixtures/tls");

/** The command in a process of its own: certificates and proxies are read from the environment when Node starts. */
describe("a GHES behind a company's proxy, with a certificate of its own authority", () => {
  let emulator: Emulator;
  let ghes: string;
  let proxy: string;
  let tunnels: string[];
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };

  beforeAll(async () => {
    emulator = await startEmulator({ profile: "ghes-3.18", seed: seed() });
    const { hostname, port } = new URL(emulator.url);
    const pair = { key: readFileSync(join(tls, "localhost.key")), cert: readFileSync(join(tls, "localhost.crt")) };
    const front = createHttpsServer(pair, ({ method, url: path, headers }, response) => {
      httpRequest({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }).end();
    });
    ghes = `https://localhost:${await listen(front as unknown as Server)}/api/v3`;
    const tunnel = createHttpServer().on("connect", (request, client: Socket) => {
      tunnels.push(String(request.url));
      const [host, to] = String(request.url).split(":");
      const upstream = connect(Number(to), host, () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) sockets.push(socket.on("error", () => socket.destroy()));
    });
    proxy = `http://127.0.0.1:${await listen(tunnel)}`;
  });
  beforeEach(() => {
    tunnels = [];
    emulator.clearRequests();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await emulator.close();
  });

  const doctor = (env: Record<string, string>): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const own = { PATH: process.env.PATH ?? "", GITHUB_BASE_URL: ghes, GITHUB_TOKEN: ADMIN_TOKEN, ...env };
      execFile(
        process.execPath,
        [main, "doctor", "--owner", "acme", "--type", "npm"],
        { env: own },
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });

  test("is examined through both", async () => {
    const env = { HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: join(tls, "localhost.crt") };
    const { code, out, err } = await doctor(env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Proxy     ${new URL(proxy).host} (from HTTPS_PROXY)`);
    expect(new Set(tunnels)).toEqual(new Set([new URL(ghes).host]));
    expect(emulator.requests.length).toBeGreaterThan(3);
  });

  test("without the authority: what to set", async () => {
    const { code, out, err } = await doctor({ HTTPS_PROXY: proxy });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/has a certificate of your own authority, name its file in NODE_EXTRA_CA_CERTS/);
    expect(emulator.requests).toEqual([]);
  });

  test("a host that NO_PROXY names is asked directly", async () => {
    const env = {
      HTTPS_PROXY: "http://127.0.0.1:1",
      NO_PROXY: "localhost",
      NODE_EXTRA_CA_CERTS: join(tls, "localhost.crt"),
    };
    expect((await doctor(env)).code).toBe(0);
    expect(tunnels).toEqual([]);
  });
});
