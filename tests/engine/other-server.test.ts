import { changesOf, createWorkspace, diagnosticsOf, type Workspace } from "../support/engine";
import { type OtherPackage, type OtherServer, startOtherServer } from "../support/other-server";

/** Several updates one after another, on a machine that may be busy with other tests. */
jest.setTimeout(180_000);

const program = (body: string) => `"use strict";
const { Package, PackageVersion } = require("pulumi-github-packages");
const owner = "octo-org";
const image = new Package("image", { owner, packageType: "container", name: "hello/docker" });
const library = new Package("library", { owner, packageType: "npm", name: "@octo-org/hello" });
${body}`;

const oldest = `new PackageVersion("oldest", { package: image, tag: "v1" });`;
const release = `new PackageVersion("release", { package: library, version: "1.0.0" });`;

/** More packages and versions than fit on one of the server's pages. */
function manyPackages(): OtherPackage[] {
  const fillers = Array.from({ length: 40 }, (_, index) => ({
    id: 9000 + index,
    type: "container",
    name: `filler-${index}`,
    versions: [],
  }));
  const images = Array.from({ length: 70 }, (_, index) => ({
    id: 870 - index,
    name: `sha256:${String(index).padStart(64, "0")}`,
    tags: index === 69 ? ["v1"] : index === 0 ? ["latest"] : [],
  }));
  return [
    ...fillers,
    { id: 197, type: "container", name: "hello/docker", versions: images },
    {
      id: 40201,
      type: "npm",
      name: "hello",
      versions: [
        { id: 387039, name: "1.0.0" },
        { id: 387040, name: "1.1.0" },
      ],
    },
  ];
}

/** Given its base URL alone. */
describe("against another server than the emulator", () => {
  let server: OtherServer;
  let workspace: Workspace;
  beforeEach(async () => {
    server = await startOtherServer(manyPackages());
    workspace = await createWorkspace({
      program: program(oldest + release),
      emulatorUrl: server.url,
      token: "any",
    });
  });
  afterEach(async () => {
    await workspace?.close();
    await server.close();
  });

  const mutations = () => server.requests.splice(0).filter((line) => !line.startsWith("GET"));
  const find = (name: string) => server.packages.find((one) => one.name === name);

  it("packages and versions live their whole life", async () => {
    const preview = await workspace.preview();
    expect(diagnosticsOf(preview).join("\n")).toContain(
      "container package octo-org/hello/docker: there (id 197, private); it will be adopted.",
    );
    expect(diagnosticsOf(preview).join("\n")).toContain(
      "tag v1 of container package octo-org/hello/docker: there (id 801); it will be adopted.",
    );
    const created = await workspace.up();
    expect({ code: created.code, changes: changesOf(created).sort() }).toEqual({
      code: 0,
      changes: ["create image", "create library", "create oldest", "create release"],
    });
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
    expect(mutations()).toEqual([]);

    for (const one of [find("hello"), find("hello/docker")?.versions.at(-1)]) {
      if (one) one.deletedAt = new Date().toISOString();
    }
    expect(changesOf(await workspace.refresh(["--skip-preview"])).sort()).toEqual([
      "delete library",
      "delete oldest",
      "delete release",
    ]);
    const restored = await workspace.up(["--skip-preview"]);
    expect({ code: restored.code, said: restored.code === 0 ? "" : restored.stdout }).toEqual({ code: 0, said: "" });
    expect(mutations().sort()).toEqual([
      "POST /orgs/octo-org/packages/container/hello%2Fdocker/versions/801/restore",
      "POST /orgs/octo-org/packages/npm/hello/restore",
    ]);

    await workspace.write("index.js", program(release));
    expect(changesOf(await workspace.up(["--skip-preview"]))).toEqual(["delete oldest"]);
    expect(mutations()).toEqual(["DELETE /orgs/octo-org/packages/container/hello%2Fdocker/versions/801"]);

    expect((await workspace.destroy(["--skip-preview"])).code).toBe(0);
    expect(mutations().sort()).toEqual([
      "DELETE /orgs/octo-org/packages/container/hello%2Fdocker",
      "DELETE /orgs/octo-org/packages/npm/hello",
    ]);
    expect((await workspace.exportState()).deployment.resources ?? []).toEqual([]);
  });

  it("lists are read to their end, page by page, however few rows a page has", async () => {
    const fillers = Array.from(
      { length: 35 },
      (_, index) => `new Package("filler-${index}", { owner, packageType: "container", name: "filler-${index}" });`,
    );
    await workspace.write("index.js", program(oldest + release + fillers.join("\n")));
    const up = await workspace.up(["--skip-preview"]);
    expect({ code: up.code, said: up.code === 0 ? "" : up.stdout }).toEqual({ code: 0, said: "" });
    server.requests.length = 0;
    expect(changesOf(await workspace.refresh(["--skip-preview"]))).toEqual([]);
    const pages = server.requests.flatMap((line) => /\/packages\?.*\bpage=(\d)/.exec(line)?.[1] ?? []);
    expect([...new Set(pages)].sort()).toEqual(["1", "2"]);
  });
});
