import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, request as httpRequest, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { fetchFor } from "../../../provider/github/proxy";
import { connectTo, failureOf } from "./support/connect";
import { OWNERS, seed } from "./support/seed";

const lib = { owner: OWNERS.organization, packageType: "npm", name: "lib" } as const;
const certificate = join(__dirname, "../../fixtures/tls/localhost.crt");

let emulator: Emulator;
let servers: Server[] = [];
/** Tunnels are no longer the server's to close. */
let tunnelled: Socket[] = [];

beforeEach(async () => {
  emulator = await startEmulator({ seed: seed() });
});

afterEach(async () => {
  for (const socket of tunnelled) socket.destroy();
  tunnelled = [];
  await Promise.all(
    servers.map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
  servers = [];
  await emulator.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

interface Proxy {
  readonly url: string;
  readonly tunnels: string[];
  readonly authorizations: Array<string | undefined>;
}

/** A proxy as companies have them: tunnels by CONNECT, asked for with or without a user name. */
async function startProxy(refuse = false): Promise<Proxy> {
  const tunnels: string[] = [];
  const authorizations: Array<string | undefined> = [];
  const server = createHttpServer();
  server.on("connect", (request, client) => {
    tunnels.push(String(request.url));
    authorizations.push(request.headers["proxy-authorization"]);
    if (refuse) return client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const [host, port] = String(request.url).split(":");
    tunnelled.push(client as Socket);
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    return client.on("error", () => upstream.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, tunnels, authorizations };
}

/** TLS in front of the emulator, as a GHES with a certificate of the company's own authority. */
async function startTls(): Promise<string> {
  const upstream = new URL(emulator.url);
  const key = readFileSync(join(__dirname, "../../fixtures/tls/localhost.key"));
  const server = createHttpsServer({ key, cert: readFileSync(certificate) }, (request, response) => {
    const options = {
      host: upstream.hostname,
      port: upstream.port,
      method: request.method,
      path: request.url,
      headers: request.headers,
    };
    request.pipe(
      httpRequest(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  return `https://localhost:${await listen(server as unknown as Server)}`;
}

/** Runs support/read-package.ts as a program. */
function readPackage(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ["-r", "ts-node/register", join(__dirname, "support/read-package.ts")], {
    env: { PATH: process.env.PATH, TS_NODE_TRANSPILE_ONLY: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  return new Promise((resolve) => child.on("close", () => resolve(output.trim())));
}

describe("a proxy in the environment", () => {
  test.each(["HTTP_PROXY", "http_proxy"])(
    "%s is used for everything, whatever the case of its name",
    async (variable) => {
      const proxy = await startProxy();
      const { api } = connectTo(emulator.url, { fetch: fetchFor({ [variable]: proxy.url }) });
      await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
      await expect(api.listVersions(lib, { confirm: true })).resolves.toHaveLength(3);
      await api.deletePackage(lib);
      expect(proxy.tunnels.length).toBeGreaterThan(0);
      expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(emulator.url).host]));
      expect(emulator.world.package("acme", "npm", "lib")).toBeUndefined();
    },
  );

  test("with a user name and a password gets them, and the token stays inside the tunnel", async () => {
    const proxy = await startProxy();
    const withUser = proxy.url.replace("http://", "http://me:hunter2@");
    const { api } = connectTo(emulator.url, { fetch: fetchFor({ HTTP_PROXY: withUser }) });
    await api.getPackage(lib);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("me:hunter2").toString("base64")}`]);
  });

  test("that wants a password is named in the error, without one", async () => {
    const proxy = await startProxy(true);
    const withUser = proxy.url.replace("http://", "http://me:hunter2@");
    const { api } = connectTo(emulator.url, { fetch: fetchFor({ HTTP_PROXY: withUser }), config: { maxRetries: "0" } });
    const error = await failureOf(api.getPackage(lib));
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error.message).toContain("407");
    expect(error.message).not.toContain("hunter2");
  });

  test("is passed by for the hosts in NO_PROXY, and for an environment without one", async () => {
    const proxy = await startProxy();
    for (const env of [{ HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" }, {}]) {
      const { api } = connectTo(emulator.url, { fetch: fetchFor(env) });
      await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    }
    expect(proxy.tunnels).toEqual([]);
  });

  test("is found by the program itself", async () => {
    const proxy = await startProxy();
    await expect(readPackage({ GITHUB_BASE_URL: emulator.url, HTTP_PROXY: proxy.url })).resolves.toBe("acme/lib");
    expect(proxy.tunnels).toHaveLength(1);
  });
});

describe("a host with a certificate of its own authority", () => {
  test("is refused with a way out, and trusted through NODE_EXTRA_CA_CERTS", async () => {
    const url = await startTls();
    const refused = await readPackage({ GITHUB_BASE_URL: url });
    expect(refused).toMatch(
      /^read npm package acme\/lib: the connection failed: self.signed certificate.* .*NODE_EXTRA_CA_CERTS\.$/,
    );
    await expect(readPackage({ GITHUB_BASE_URL: url, NODE_EXTRA_CA_CERTS: certificate })).resolves.toBe("acme/lib");
  });

  test("is reached through a proxy as well", async () => {
    const url = await startTls();
    const proxy = await startProxy();
    const env = { GITHUB_BASE_URL: url, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate };
    await expect(readPackage(env)).resolves.toBe("acme/lib");
    expect(proxy.tunnels).toEqual([new URL(url).host]);
  });
});
