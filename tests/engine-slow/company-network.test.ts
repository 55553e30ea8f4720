import { startEmulator } from "../../emulator";
import { CERTIFICATE, CompanyNetwork } from "../support/company-network";
import { changesOf, diagnosticsOf } from "../support/engine";
import { startScenario } from "../support/scenario";
import { ADMIN_TOKEN, smallWorld } from "../support/small-world";

const body = `
const { getPackageOutput } = require("pulumi-github-packages");
new Package("ui", { owner: "acme", packageType: "npm", name: "ui" });
exports.versions = getPackageOutput({ owner: "acme", packageType: "npm", name: "ui" }).versionCount;
`;

it("a GHES behind a company's proxy, with a certificate of its own authority: resources and functions go through both", async () => {
  const network = new CompanyNetwork();
  const ghes = await startEmulator({ profile: "ghes-3.18", seed: smallWorld() });
  const url = await network.startTls(ghes.url);
  const proxy = await network.startProxy();
  const scenario = await startScenario(body, {
    workspace: { emulatorUrl: url, token: ADMIN_TOKEN, config: { "github-packages:maxRetries": "0" } },
  });
  try {
    // Pulumi's own SDK reaches the engine by gRPC, which heeds the lower-case variable alone and needs the exception.
    Object.assign(scenario.workspace.env, { https_proxy: proxy.url, no_proxy: "127.0.0.1" });
    const refused = await scenario.workspace.up(["--skip-preview"]);
    expect(refused.code).not.toBe(0);
    expect(diagnosticsOf(refused).join("\n")).toMatch(/self.signed certificate.*NODE_EXTRA_CA_CERTS/);
    scenario.workspace.env.NODE_EXTRA_CA_CERTS = CERTIFICATE;
    proxy.tunnels.length = 0;
    const up = await scenario.workspace.up(["--skip-preview"]);
    expect({ code: up.code, changes: changesOf(up) }).toEqual({ code: 0, changes: ["create ui"] });
    expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(url).host]));
    const { stdout } = await scenario.workspace.pulumi(["stack", "output", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ versions: 3 });
    expect(scenario.requests()).toEqual([]);
  } finally {
    await scenario.close();
    await network.close();
    await ghes.close();
  }
});
