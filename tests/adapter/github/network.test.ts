import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { fetchFor } from "../../../provider/github/http/proxy";
import { CERTIFICATE, CompanyNetwork } from "../../support/company-network";
import { connectTo, deletePackage, failureOf } from "./support/connect";
import { OWNERS, seed } from "./support/seed";

const lib = { owner: OWNERS.organization, packageType: "npm", name: "lib" } as const;

const network = new CompanyNetwork();
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: seed() });
});

afterEach(async () => {
  await network.close();
  await emulator.close();
});

/** Runs support/read-package.ts as a program. */
function readPackage(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ["-r", "@swc-node/register", join(__dirname, "support/read-package.ts")], {
    env: { PATH: process.env.PATH, TS_NODE_TRANSPILE_ONLY: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  return new Promise((resolve) => child.on("close", () => resolve(output.trim())));
}

describe("a proxy in the environment", () => {
  it.each(["HTTP_PROXY", "http_proxy"])(
    "%s is used for everything, whatever the case of its name",
    async (variable) => {
      const proxy = await network.startProxy();
      const { api } = connectTo(emulator.url, { fetch: fetchFor({ [variable]: proxy.url }) });
      await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
      await expect(api.listVersions(lib, { recheckFirstPage: true })).resolves.toHaveLength(3);
      await deletePackage(api, lib);
      expect(proxy.tunnels.length).toBeGreaterThan(0);
      expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(emulator.url).host]));
      expect(emulator.world.package("acme", "npm", "lib")).toBeUndefined();
    },
  );

  it("with a user name and a password gets them, and the token stays inside the tunnel", async () => {
    const proxy = await network.startProxy();
    const withUser = proxy.url.replace("http://", "http://me:hunter2@");
    const { api } = connectTo(emulator.url, { fetch: fetchFor({ HTTP_PROXY: withUser }) });
    await api.getPackage(lib);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("me:hunter2").toString("base64")}`]);
  });

  it("without a scheme is taken for http, as curl does", async () => {
    const proxy = await network.startProxy();
    const { api } = connectTo(emulator.url, {
      fetch: fetchFor({ HTTP_PROXY: proxy.url.replace("http://", "me:hunter2@") }),
    });
    await api.getPackage(lib);
    expect(proxy.tunnels.length).toBeGreaterThan(0);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("me:hunter2").toString("base64")}`]);
  });

  it.each(["socks5://me:hunter2@proxy.corp:1080", "http://", "proxy corp:3128"])(
    "that is no address of an HTTP proxy is refused at once, by the variable's name: %s",
    (value) => {
      expect(() => fetchFor({ HTTPS_PROXY: value })).toThrow(
        "use the proxy that HTTPS_PROXY names: its value is no address of an HTTP proxy. Write it as http://HOST:PORT, or unset HTTPS_PROXY.",
      );
    },
  );

  it("that wants a password is named in the error, without one", async () => {
    const proxy = await network.startProxy({ refuses: true });
    const withUser = proxy.url.replace("http://", "http://me:hunter2@");
    const { api } = connectTo(emulator.url, { fetch: fetchFor({ HTTP_PROXY: withUser }), config: { maxRetries: "0" } });
    const error = await failureOf(api.getPackage(lib));
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error.message).toContain("407");
    expect(error.message).not.toContain("hunter2");
  });

  it("is passed by for the hosts in NO_PROXY, and for an environment without one", async () => {
    const proxy = await network.startProxy();
    for (const env of [{ HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" }, {}]) {
      const { api } = connectTo(emulator.url, { fetch: fetchFor(env) });
      await expect(api.getPackage(lib)).resolves.toMatchObject({ name: "lib" });
    }
    expect(proxy.tunnels).toEqual([]);
  });

  it("is found by the program itself", async () => {
    const proxy = await network.startProxy();
    await expect(readPackage({ GITHUB_BASE_URL: emulator.url, HTTP_PROXY: proxy.url })).resolves.toBe("acme/lib");
    expect(proxy.tunnels).toHaveLength(1);
  });
});

describe("a host with a certificate of its own authority", () => {
  it("is refused with a way out, and trusted through NODE_EXTRA_CA_CERTS", async () => {
    const url = await network.startTls(emulator.url);
    const refused = await readPackage({ GITHUB_BASE_URL: url });
    expect(refused).toMatch(
      /^read npm package acme\/lib: the connection failed: self.signed certificate.* .*NODE_EXTRA_CA_CERTS\.$/,
    );
    await expect(readPackage({ GITHUB_BASE_URL: url, NODE_EXTRA_CA_CERTS: CERTIFICATE })).resolves.toBe("acme/lib");
  });

  it("is reached through a proxy as well", async () => {
    const url = await network.startTls(emulator.url);
    const proxy = await network.startProxy();
    const env = { GITHUB_BASE_URL: url, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: CERTIFICATE };
    await expect(readPackage(env)).resolves.toBe("acme/lib");
    expect(proxy.tunnels).toEqual([new URL(url).host]);
  });
});
