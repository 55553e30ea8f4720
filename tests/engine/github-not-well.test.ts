import { type FaultSpec, secondaryLimitFault } from "../../emulator";
import { changesOf, diagnosticsOf } from "../support/engine";
import { type Scenario, startScenario } from "../support/scenario";
import { npmPackage, smallWorld } from "../support/small-world";

const HTML = "<html><body>We're having a really bad day.</body></html>";

/** Ways in which GitHub is not well, and what the error says of each. Each hits a package of its own. */
const ways: { fault: FaultSpec; words: RegExp }[] = [
  { fault: { status: 500, body: { message: "Server Error" } }, words: /Server Error \(500 DELETE/ },
  { fault: { html: HTML }, words: /the server gave no reason \(502 DELETE/ },
  { fault: { drop: true }, words: /the connection .* \(DELETE/ },
];
const names = ways.map((_, index) => `p${index}`);

describe("when GitHub is not well", () => {
  let scenario: Scenario;
  let world0: unknown;
  let state: unknown;
  const kept = names.map((name) => `new Package("${name}", { owner: "acme", packageType: "npm", name: "${name}" });`);
  const old = names.map(
    (name) =>
      `new PackageVersion("old-${name}", { owner: "acme", packageType: "npm", packageName: "${name}", version: "1.0.0" });`,
  );
  beforeAll(async () => {
    const packages = names.map((name, index) => npmPackage("acme", name, 1000 + 10 * index, ["1.0.0", "2.0.0"]));
    scenario = await startScenario([...kept, ...old].join("\n"), {
      emulator: { seed: smallWorld({ packages }) },
      workspace: {
        config: {
          "github-packages:retryDelayMs": "1",
          "github-packages:maxRetries": "3",
          "github-packages:maxWaitSeconds": "10",
          "github-packages:requestTimeoutMs": "2000",
        },
      },
    });
    expect((await scenario.workspace.up(["--skip-preview"])).code).toBe(0);
    world0 = scenario.emulator.world.snapshot();
    state = await resources();
    scenario.requests();
  });
  afterEach(() => scenario.emulator.faults.clear());
  afterAll(() => scenario.close());

  /** What a resource is; not the engine's own notes, nor its order, which is that of the last registration. */
  async function resources(): Promise<unknown> {
    const { deployment } = await scenario.workspace.exportState();
    const facts = deployment.resources.map(({ urn, id, outputs }: Record<string, unknown>) => ({ urn, id, outputs }));
    return facts.sort((a: { urn: string }, b: { urn: string }) => a.urn.localeCompare(b.urn));
  }

  /** The deletion of some versions is refused, and says so; what was there before is there after. */
  async function expectFailedDeletions(versions: string[], message: (name: string) => RegExp): Promise<void> {
    await scenario.program(
      [...kept, ...old.filter((line) => !versions.some((name) => line.includes(`old-${name}`)))].join("\n"),
    );
    const up = await scenario.workspace.up(["--skip-preview", "--continue-on-error"]);
    expect(up.code).not.toBe(0);
    const diagnostics = diagnosticsOf(up);
    for (const name of versions) {
      const start = `error: delete npm package acme/${name}, version id \\d+: `;
      expect(diagnostics).toContainEqual(expect.stringMatching(new RegExp(start + message(name).source)));
    }
    expect(scenario.emulator.world.snapshot()).toEqual(world0);
    expect(await resources()).toEqual(state);
    const deletions = scenario.requests().filter((request) => request.startsWith("DELETE"));
    expect(deletions.length).toBeLessThanOrEqual(4 * versions.length);
  }

  it("it is waited for and asked again, within bounds", async () => {
    const limits = [secondaryLimitFault({ retryAfter: 1 }), secondaryLimitFault({ status: 429, retryAfter: 5 })];
    const others = [...ways.map(({ fault }) => fault), { truncate: true }, { delayMs: 4000 }];
    const faults = [...limits, ...others].map((fault) =>
      scenario.emulator.faults.add({ ...fault, method: "GET", route: /\/packages/ }),
    );
    const refresh = await scenario.workspace.refresh(["--skip-preview"]);
    expect({ code: refresh.code, changes: changesOf(refresh) }).toEqual({ code: 0, changes: [] });
    expect(faults.map(({ remaining }) => remaining)).toEqual(faults.map(() => 0));
    expect(diagnosticsOf(refresh).join("\n")).toMatch(/GitHub asks to slow down: going on in 5 s \(\d{4}-/);
    scenario.requests();
  });

  it("a deletion that goes wrong again and again fails, and the error says that it was probably not done", async () => {
    for (const [index, { fault }] of ways.entries()) {
      const route = new RegExp(`/packages/npm/p${index}/`);
      scenario.emulator.faults.add({ ...fault, method: "DELETE", route, times: Number.POSITIVE_INFINITY });
    }
    await expectFailedDeletions(
      names,
      (name) => new RegExp(`${ways[names.indexOf(name)]?.words.source}.*\\)\\. .*so it was probably not deleted`),
    );
  });
});
