import { deleting, objectionsTo } from "./objections";

const PROTECTED = "retention-protected-versions";
const line = (tags: string) => `[old] 2026-01-01 ${tags}`;

describe("Globs for packages", () => {
  const policy = (owner: string) => deleting({ api: { 1: line("pr-1") } }, { owner });

  it.each([
    ["acme", "ACME/container/api"],
    ["ACME", "acme/container/*"],
    [" Acme ", "{other,acme}/**"],
  ])("mean the same owner however it is spelled: %j and %j", (owner, pattern) => {
    expect(objectionsTo(policy(owner), { packages: [pattern] })).toHaveProperty([PROTECTED]);
    const whole = deleting({}, { owner, onAllMatched: "deletePackage", runs: { 1: { deletePackages: { api: "…" } } } });
    expect(Object.keys(objectionsTo(whole))).toEqual(["packages-protected"]);
    expect(objectionsTo(whole, { deletable: [pattern] })).toEqual({});
  });

  it("mean a declared npm package with its scope or without", () => {
    const declared = { kind: "Package" as const, props: { owner: "Acme", packageType: "npm", name: "@acme/ui" } };
    expect(objectionsTo(declared)["packages-protected"]).toContain("would delete acme/npm/ui with all its versions");
    expect(objectionsTo(declared, { deletable: ["acme/npm/ui"] })).toEqual({});
  });

  it("leave other packages alone", () => {
    expect(objectionsTo(policy("acme"), { packages: ["acme/container/web", "other/**"] })).toEqual({});
  });
});
