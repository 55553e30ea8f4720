import { execFile } from "node:child_process";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { ADMIN_TOKEN, seed } from "../adapter/github/support/seed";
import { CERTIFICATE, CompanyNetwork, type CompanyProxy } from "../support/company-network";

const main = join(__dirname, "../../dist/cli/main.js");

/** The command in a process of its own: certificates and proxies are read from the environment when Node starts. */
describe("a GHES behind a company's proxy, with a certificate of its own authority", () => {
  const network = new CompanyNetwork();
  let emulator: Emulator;
  let ghes: string;
  let proxy: CompanyProxy;
  beforeAll(async () => {
    emulator = await startEmulator({ profile: "ghes-3.18", seed: seed() });
    ghes = await network.startTls(emulator.url);
    proxy = await network.startProxy();
  });
  beforeEach(() => {
    proxy.tunnels.length = 0;
    emulator.clearRequests();
  });
  afterAll(async () => {
    await network.close();
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

  it("is examined through both", async () => {
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: CERTIFICATE };
    const { code, out, err } = await doctor(env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Proxy     ${new URL(proxy.url).host} (from HTTPS_PROXY)`);
    expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(ghes).host]));
    expect(emulator.requests.length).toBeGreaterThan(3);
  });

  it("without the authority: what to set", async () => {
    const { code, out, err } = await doctor({ HTTPS_PROXY: proxy.url });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/has a certificate of your own authority, name its file in NODE_EXTRA_CA_CERTS/);
    expect(emulator.requests).toEqual([]);
  });

  it("a host that NO_PROXY names is asked directly", async () => {
    const env = {
      HTTPS_PROXY: "http://127.0.0.1:1",
      NO_PROXY: "localhost",
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    };
    expect((await doctor(env)).code).toBe(0);
    expect(proxy.tunnels).toEqual([]);
  });
});
