import { didYouMean, nearestNames, withoutAddress } from "../../provider/resources/inputs/nearest-names";

describe("the names that were meant", () => {
  it.each<[string, string[], string[]]>([
    ["toknes", ["tokens", "token", "ui"], ["token", "tokens"]],
    ["API", ["api", "app"], ["api"]],
    ["web", ["repo/web", "webb", "database"], ["repo/web"]],
    ["v1.0.0", ["1.0.0", "1.1.0", "2.0.0"], ["1.0.0"]],
    ["v1.6.1", ["v1.6.0", "v1.6.10", "v2", "latest"], ["v1.6.0", "v1.6.10"]],
    ["a", ["b", "ab", "abc"], ["ab", "b"]],
    ["stable", ["latest", "main"], []],
    ["x", [], []],
  ])("of %s among %j are %j", (written, names, meant) => {
    expect(nearestNames(written, names)).toEqual(meant);
  });

  it("are three at most, and each once", () => {
    const names = ["v11", "v12", "v13", "v14", "v11"];
    expect(nearestNames("v1", names)).toEqual(["v11", "v12", "v13"]);
  });

  it.each([
    [[], ""],
    [["a"], " Did you mean a?"],
    [["a", "b", "c"], " Did you mean a, b or c?"],
  ])("%j are asked for as %j", (names, words) => {
    expect(didYouMean(names)).toBe(words);
  });
});

it.each([
  ["ghcr.io/acme/api", "api"],
  ["https://ghcr.io/ACME/api:v1", "api"],
  ["localhost:5000/acme/shop/web", "shop/web"],
  ["acme/api", "api"],
  ["api:v1", "api"],
  ["api@sha256:0123", "api"],
  ["shop/web", "shop/web"],
  ["shop.web", "shop.web"],
  ["api", "api"],
])("the name within %s is %s", (written, name) => {
  expect(withoutAddress(written, "acme")).toBe(name);
});
