import { request } from "node:http";
import { TestHost } from "./support/client";
import { fixedClock, makeSeed, npmPackage } from "./support/worlds";

const web = "/orgs/acme/packages/npm/web";

describe("headers", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await TestHost.start({ seed: makeSeed([npmPackage("web", ["1.0.0"])]), clock: fixedClock });
  });
  afterEach(() => host.close());

  // docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api.
  it("name each request, the media type and the emulator's time", async () => {
    const answers = [await host.get(web), await host.get(`${web}/none`), await host.delete(web)];
    const inParallel = await Promise.all([host.get("/user"), host.get("/user"), host.get("/user")]);
    const ids = [...answers, ...inParallel].map(({ headers }) => headers.get("x-github-request-id"));
    expect(new Set(ids).size).toBe(6);
    expect(host.emulator.requests.map(({ id }) => id).sort()).toEqual(ids.sort());
    for (const { headers } of answers) {
      expect(headers.get("x-github-request-id")).toMatch(/^[0-9A-F:]+$/);
      expect(headers.get("x-github-media-type")).toBe("github.v3; format=json");
      expect(headers.get("date")).toBe("Thu, 01 Jan 2026 00:00:00 GMT");
      expect(headers.get("x-oauth-scopes")).toBe("repo, read:packages, write:packages, delete:packages");
    }
  });

  // docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent.
  it("of a request must name the program that sends it", async () => {
    const status = await new Promise((resolve, reject) => {
      request(host.emulator.url + web, { headers: { authorization: "Bearer emulator-admin" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("lead to the host under which the client knows the emulator", async () => {
    const { port } = new URL(host.emulator.url);
    const { body } = await host.get(`http://localhost:${port}${web}`);
    expect(body.url).toBe(`http://localhost:${port}${web}`);
  });
});
