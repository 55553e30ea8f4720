import { InProcessEngine } from "../support/in-process/engine";
import { aPackage, aVersion, type Declared } from "../support/in-process/program";
import { type OtherPackage, type OtherServer, startOtherServer } from "../support/other-server";

const owner = "octo-org";
const image = aPackage("image", { owner, packageType: "container", name: "hello/docker" });
const library = aPackage("library", { owner, packageType: "npm", name: "@octo-org/hello" });
const oldest = aVersion(
  "oldest",
  { owner, packageType: "container", packageName: "hello/docker", tag: "v1" },
  { deletedWith: "image" },
);
const release = aVersion(
  "release",
  { owner, packageType: "npm", packageName: "@octo-org/hello", version: "1.0.0" },
  { deletedWith: "library" },
);

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
  let engine: InProcessEngine;
  beforeEach(async () => {
    server = await startOtherServer(manyPackages());
    engine = new InProcessEngine(() => ({ emulator: { url: server.url, world: { now: Date.now } }, token: "any" }));
  });
  afterEach(() => server.close());

  const mutations = () => server.requests.splice(0).filter((line) => !line.startsWith("GET"));
  const find = (name: string) => server.packages.find((one) => one.name === name);
  const names = () => [...engine.state.values()].map(({ name }) => name).sort();
  /** In this order: versions depend on their packages. */
  const up = async (program: readonly Declared[]) => {
    const result = await engine.up(program, { isEager: true });
    expect(result.errors).toEqual([]);
    return result;
  };
  const refresh = async () => expect((await engine.refresh()).errors).toEqual([]);

  it("packages and versions live their whole life", async () => {
    const whole = [image, library, oldest, release];
    const { said } = await up(whole);
    expect(said.preview).toContain(
      "info: container package octo-org/hello/docker: there (id 197, private); the update adopts it.",
    );
    expect(said.preview).toContain(
      "info: tag v1 of container package octo-org/hello/docker: there (id 801); the update adopts it.",
    );
    const adopted = new Map(engine.state);
    await refresh();
    expect(engine.state).toEqual(adopted);
    expect(mutations()).toEqual([]);

    for (const one of [find("hello"), find("hello/docker")?.versions.at(-1)]) {
      if (one) one.deletedAt = new Date().toISOString();
    }
    await refresh();
    expect(names()).toEqual(["image"]);
    await up(whole);
    expect(mutations().sort()).toEqual([
      "POST /orgs/octo-org/packages/container/hello%2Fdocker/versions/801/restore",
      "POST /orgs/octo-org/packages/npm/hello/restore",
    ]);

    await up([image, library, release]);
    expect(mutations()).toEqual(["DELETE /orgs/octo-org/packages/container/hello%2Fdocker/versions/801"]);
    expect(names()).toEqual(["image", "library", "release"]);

    expect((await engine.destroy()).errors).toEqual([]);
    expect(mutations().sort()).toEqual([
      "DELETE /orgs/octo-org/packages/container/hello%2Fdocker",
      "DELETE /orgs/octo-org/packages/npm/hello",
    ]);
    expect(names()).toEqual([]);
  });

  it("lists are read to their end, page by page, however few rows a page has", async () => {
    const fillers = Array.from({ length: 35 }, (_, index) =>
      aPackage(`filler-${index}`, { owner, packageType: "container", name: `filler-${index}` }),
    );
    await up([image, library, oldest, release, ...fillers]);
    const adopted = new Map(engine.state);
    server.requests.length = 0;
    await refresh();
    expect(engine.state).toEqual(adopted);
    const pages = server.requests.flatMap((line) => /\/packages\?.*\bpage=(\d)/.exec(line)?.[1] ?? []);
    expect([...new Set(pages)].sort()).toEqual(["1", "2"]);
  });
});
