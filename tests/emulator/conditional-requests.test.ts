import { TestHost } from "./support/client";
import { fixedClock, makeSeed, npmPackage } from "./support/worlds";

const seed = makeSeed([npmPackage("web", ["1.0.0", "1.1.0"])]);
const versions = "/orgs/acme/packages/npm/web/versions";

describe("conditional requests", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed, clock: fixedClock });
  });
  afterEach(() => host.close());

  const ask = (tag: string) => host.get(versions, { headers: { "if-none-match": tag } });

  // octokit/core.js#695 shows the ETag and max-age=60 of a packages list; the value is a hash of the body (duo-labs: duo-updater#357).
  it("answer 304 without a body as long as the body is the same", async () => {
    const { headers } = await host.get(versions);
    const tag = headers.get("etag") ?? "";
    expect(headers.get("cache-control")).toBe("private, max-age=60, s-maxage=60");
    const same = await ask(tag);
    expect([same.status, same.body, same.headers.get("etag")]).toEqual([304, undefined, tag]);
    expect((await ask(tag.replace(/^W\//, ""))).status).toBe(304);
    expect((await ask(`"other", ${tag}`)).status).toBe(304);
    host.emulator.world.publish("acme", "npm", "web", { name: "2.0.0" });
    const changed = await ask(tag);
    expect([changed.status, changed.body.length]).toEqual([200, 3]);
    expect(changed.headers.get("etag")).not.toBe(tag);
  });

  // octokit/octokit.js#2563.
  it("need the quotes of the tag", async () => {
    const tag = (await host.get(versions)).headers.get("etag") ?? "";
    expect((await ask(tag.replaceAll('"', ""))).status).toBe(200);
  });

  it("don't exist for refusals", async () => {
    expect((await host.get("/orgs/acme/packages/npm/none")).headers.has("etag")).toBe(false);
  });

  it("don't exist at all by choice", async () => {
    const other = await TestHost.start({ seed, behaviors: { etags: false } });
    const { headers } = await other.get(versions);
    await other.close();
    expect(headers.has("etag")).toBe(false);
  });
});
