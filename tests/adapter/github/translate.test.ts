import { readLinkHeader } from "../../../provider/github/pagination/link-header";
import {
  toAccount,
  toPackageFacts,
  toRows,
  toVersionFacts,
  UnexpectedResponse,
} from "../../../provider/github/requests/translate";

/** The example of https://docs.github.com/rest/packages/packages#get-a-package-for-an-organization, shortened. */
const packageRow = {
  id: 197,
  name: "hello_docker",
  package_type: "container",
  owner: { login: "octo-org", id: 6811672, type: "Organization", node_id: "x" },
  version_count: 1,
  visibility: "private",
  url: "https://api.github.com/orgs/octo-org/packages/container/hello_docker",
  created_at: "2020-05-19T22:19:11Z",
  updated_at: "2020-05-19T22:19:11Z",
  html_url: "https://github.com/orgs/octo-org/packages/container/package/hello_docker",
};

const versionRow = {
  id: 387039,
  name: "0.2.0",
  url: "https://api.github.com/orgs/octo-org/packages/npm/foo/versions/387039",
  package_html_url: "https://github.com/octo-org/foo/packages/1",
  license: "MIT",
  created_at: "2019-12-01T20:49:29Z",
  updated_at: "2019-12-01T20:49:30Z",
  description: "A module",
  html_url: "https://github.com/octo-org/foo/packages/1?version=0.2.0",
  metadata: { package_type: "npm" },
};

describe("a package", () => {
  it("is told in the model's words", () => {
    expect(toPackageFacts(packageRow)).toEqual({
      id: 197,
      name: "hello_docker",
      packageType: "container",
      visibility: "private",
      url: packageRow.url,
      htmlUrl: packageRow.html_url,
      createdAt: "2020-05-19T22:19:11Z",
      updatedAt: "2020-05-19T22:19:11Z",
      versionCount: 1,
      owner: { login: "octo-org", id: 6811672, type: "Organization" },
    });
  });

  it.each([{ repository: undefined }, { repository: null }, { owner: null }, { owner: undefined }])(
    "may lack parts: %j",
    (part) => {
      const facts = toPackageFacts({ ...packageRow, ...part });
      expect(Object.keys(facts)).not.toContain(Object.keys(part)[0] === "owner" ? "owner" : "repository");
    },
  );

  it("may be internal, and may be linked to a repository", () => {
    const repository = { id: 7, full_name: "octo-org/app", html_url: "https://github.com/octo-org/app", private: true };
    expect(toPackageFacts({ ...packageRow, visibility: "internal", repository })).toMatchObject({
      visibility: "internal",
      repository: { id: 7, fullName: "octo-org/app", htmlUrl: "https://github.com/octo-org/app", private: true },
    });
  });

  it("of npm is named without a scope, should an answer have one", () => {
    expect(toPackageFacts({ ...packageRow, package_type: "npm", name: "@octo-org/foo" }).name).toBe("foo");
  });

  it.each([
    [{ id: "197" }, "id is not a whole number below 2^53"],
    [{ id: 2 ** 53 }, "id is not a whole number below 2^53"],
    [{ name: "" }, "name is missing"],
    [{ package_type: "cargo" }, "package_type is not one of npm, maven, rubygems, docker, nuget, container"],
    [{ visibility: undefined }, "visibility is not one of public, private, internal"],
    [{ version_count: undefined }, "version_count is not a whole number below 2^53"],
    [{ created_at: "yesterday" }, "created_at is not a point in time"],
    [{ updated_at: null }, "updated_at is missing"],
  ])("with %p is none", (part, words) => {
    expect(() => toPackageFacts({ ...packageRow, ...part })).toThrow(new UnexpectedResponse(words));
  });
});

describe("a version", () => {
  it("is told in the model's words", () => {
    expect(toVersionFacts(versionRow)).toEqual({
      id: 387039,
      name: "0.2.0",
      url: versionRow.url,
      htmlUrl: versionRow.html_url,
      packageHtmlUrl: versionRow.package_html_url,
      createdAt: "2019-12-01T20:49:29Z",
      updatedAt: "2019-12-01T20:49:30Z",
      description: "A module",
      license: "MIT",
    });
  });

  it.each([
    [{ package_type: "container", container: { tags: ["a", "b"] } }, ["a", "b"]],
    [{ package_type: "container", container: { tags: [] } }, []],
    [{ package_type: "docker", docker: { tag: ["a"] } }, ["a"]],
    [{ package_type: "docker", docker: { tags: ["a"] } }, ["a"]],
    [{ package_type: "docker", docker: { tag: null, tags: ["b"] } }, ["b"]],
    [{ package_type: "npm" }, undefined],
    [undefined, undefined],
    [null, undefined],
  ])("with the metadata %j has the tags %j", (metadata, tags) => {
    expect(toVersionFacts({ ...versionRow, metadata }).tags).toEqual(tags);
  });

  it("whose tags are unreadable is none: it must not pass for untagged", () => {
    expect(() => toVersionFacts({ ...versionRow, metadata: { container: { tags: "latest" } } })).toThrow(
      UnexpectedResponse,
    );
    expect(() => toVersionFacts({ ...versionRow, metadata: { container: { tags: [1] } } })).toThrow(UnexpectedResponse);
  });

  it("may be deleted, and may lack texts", () => {
    const facts = toVersionFacts({
      ...versionRow,
      deleted_at: "2026-01-01T00:00:00Z",
      description: "",
      license: null,
      html_url: undefined,
    });
    expect(facts.deletedAt).toBe("2026-01-01T00:00:00Z");
    expect(Object.keys(facts)).not.toEqual(expect.arrayContaining(["description", "license", "htmlUrl"]));
  });
});

it.each([{}, null, "[]", { message: "Bad" }, 7])("%j is no list", (value) => {
  expect(() => toRows(value)).toThrow(UnexpectedResponse);
});

it("an account has a login, an id and a type", () => {
  expect(toAccount({ login: "a", id: 1, type: "User", more: true })).toEqual({ login: "a", id: 1, type: "User" });
  expect(() => toAccount({ login: "a", id: 1 })).toThrow(new UnexpectedResponse("type is missing"));
});

describe("a Link header", () => {
  /** From a log in snok/container-retention-policy#33. */
  const github =
    '<https://api.github.com/organizations/1/packages/container/x/versions?per_page=100&page=2>; rel="next", ' +
    '<https://api.github.com/organizations/1/packages/container/x/versions?per_page=100&page=13>; rel="last"';

  it.each([
    [github, { hasNext: true, last: 13 }],
    ['<https://x/?page=1>; rel="first", <https://x/?page=12&per_page=100>; rel="prev"', { hasNext: false }],
    ['<https://x/docs>; rel="deprecation"', undefined],
    ['<https://x/?per_page=100>; rel="next"', undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%s says %j", (header, expected) => {
    expect(readLinkHeader(header)).toEqual(expected);
  });
});
