import { namedPackages, selectPackages } from "../../../provider/retention";

const NAMES = ["web-api", "api", "web-ui", "web-api/cache", "web", ".internal", "API"];

function coverage(packages: string[], excludePackages: string[] = [], packageType: "container" | "npm" = "container") {
  return { packages, excludePackages, packageType };
}

describe("A policy's packages", () => {
  const cases: [packages: string[], exclude: string[], selected: string[]][] = [
    [["api"], [], ["api"]],
    [["web-*"], [], ["web-api", "web-ui"]],
    [["*"], [], [".internal", "API", "api", "web", "web-api", "web-ui"]],
    [["**"], [], [".internal", "API", "api", "web", "web-api", "web-api/cache", "web-ui"]],
    [["web-api/**"], [], ["web-api", "web-api/cache"]],
    [["*/cache"], [], ["web-api/cache"]],
    [["web-{api,ui}", "[a-b]pi"], [], ["api", "web-api", "web-ui"]],
    [["???"], [], ["API", "api", "web"]],
    [["web*"], ["web", "*-ui"], ["web-api"]],
    [["a.i"], [], []],
  ];

  it.each(cases)("%j without %j are %j", (packages, exclude, selected) => {
    expect(selectPackages(coverage(packages, exclude), NAMES).selected).toEqual(selected);
  });

  it("tell which entries match nothing", () => {
    expect(selectPackages(coverage(["api", "apu", "x-*"], ["api"]), NAMES)).toEqual({
      selected: [],
      unmatched: ["apu", "x-*"],
    });
  });

  it("go without the scope in npm, which is the owner", () => {
    expect(
      selectPackages(coverage(["@acme/ui-*", "core"], ["@acme/ui-old"], "npm"), ["ui-kit", "ui-old", "core"]).selected,
    ).toEqual(["core", "ui-kit"]);
  });

  it("are known without a listing when all of them are named", () => {
    expect(namedPackages(coverage(["web", "api", "api"], ["web"]))).toEqual(["api"]);
    expect(namedPackages(coverage(["@acme/ui"], [], "npm"))).toEqual(["ui"]);
    expect(namedPackages(coverage(["web", "api-*"]))).toBeUndefined();
  });
});
