import { ProviderError } from "../../../provider/errors";
import { selects } from "../../../provider/model/version-selector";
import { declaredVersionsOf } from "../../../provider/resources/hand-over/hand-over";
import { namesOf, tagThatLeft } from "../../../provider/resources/package-version/identity";
import { isRefusedAsLast } from "../../../provider/resources/package-version/last-version";
import type { PackageVersionState } from "../../../provider/resources/package-version/state";
import { Declarations } from "../../../provider/run/declarations";

const state: PackageVersionState = {
  __host: "api.github.com",
  owner: "acme",
  ownerType: "organization",
  packageType: "container",
  packageName: "api",
  versionId: 7,
  version: "sha256:0",
  tags: ["v1", "v1.0"],
  packageHtmlUrl: "",
  createdAt: "2026-01-01T00:00:00Z",
  __handle: "tag:v1",
};

describe("The tag that a version was found by", () => {
  it.each<[string, Partial<PackageVersionState>, readonly string[] | undefined, string | undefined]>([
    ["has left it where it has lost that one", {}, ["v1.0"], "v1"],
    ["has left it where it has no tags any more", {}, [], "v1"],
    ["has left it where GitHub tells of no tags", {}, undefined, "v1"],
    ["has not left it where another has", {}, ["v1"], undefined],
    ["has not left it again where it was gone before", { tags: ["v1.0"] }, ["v1.0"], undefined],
    ["is not in question where it was found by something else", { __handle: "version:v1" }, [], undefined],
    ["is not in question where a handle only ends like one", { __handle: "v1tag:", tags: ["v1"] }, [], undefined],
  ])("%s", (_, prior, live, expected) => {
    expect(tagThatLeft({ ...state, ...prior }, live)).toBe(expected);
  });

  it("is not in question where the state has neither handle nor tags", () => {
    const { __handle, tags, ...bare } = state;
    expect(tagThatLeft(bare, [])).toBeUndefined();
    expect(tagThatLeft({ ...bare, __handle: "tag:v1" }, [])).toBeUndefined();
  });
});

describe("A version without tags", () => {
  it("is not what a tag names", () => {
    expect(selects({ kind: "tag", value: "v1" }, { id: 7, name: "1.0.0" })).toBe(false);
  });
});

describe("What a resource is", () => {
  it("comes from its state, or from its id where there is no whole state", () => {
    const { packageName, versionId } = state;
    expect(namesOf("acme/container/api/7", { ...state })).toEqual({ names: state, versionId: 7 });
    const byId = { names: { owner: "acme", packageType: "container", packageName: "other" }, versionId: 9 };
    expect(namesOf("acme/container/other/9", {})).toEqual(byId);
    expect(namesOf("acme/container/other/9", { packageName })).toEqual(byId);
    expect(namesOf("acme/container/other/9", { versionId })).toEqual(byId);
  });

  it("can't come from an id that is none", () => {
    expect(() => namesOf("api", {})).toThrow(expect.objectContaining({ code: "invalid" }));
  });
});

describe("A refusal to delete", () => {
  it.each<[string, unknown, boolean]>([
    ["of the last version", new ProviderError("", { code: "not_deletable", rule: "last_version" }), true],
    ["that names no rule", new ProviderError("", { code: "not_deletable" }), true],
    ["for the number of downloads", new ProviderError("", { code: "not_deletable", rule: "download_limit" }), false],
    ["for a missing right", new ProviderError("", { code: "access_denied" }), false],
    ["that is none of the provider's errors", new Error("not_deletable"), false],
  ])("%s is, or is not, for being the last", (_, error, expected) => {
    expect(isRefusedAsLast(error)).toBe(expected);
  });
});

describe("Why a package must not go with versions that the program declares", () => {
  const declaring = (count: number) => {
    const declarations = new Declarations({ append: () => {}, read: () => [] });
    for (let id = 1; id <= count; id += 1)
      declarations.declareVersion("acme", "container", "api", { kind: "versionId", value: id });
    return declaredVersionsOf(declarations, { owner: "acme", packageType: "container", name: "api" });
  };

  it("names five of them at most, and counts the others", () => {
    expect(declaring(0)).toBeUndefined();
    expect(declaring(5)).toMatch(/: \D*1, \D*2, \D*3, \D*4, \D*5$/);
    expect(declaring(7)).toMatch(/\D5, 2 more$/);
  });
});
