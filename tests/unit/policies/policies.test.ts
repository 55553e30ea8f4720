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

describe("A glob that can never match", () => {
  const policy = deleting({ api: { 1: line("pr-1") } });

  it.each(["sha256:*", `sha256:${"a".repeat(64)}`, "sha256-*", "sha256*", `{latest,sha256-${"a".repeat(64)}.sig}`])(
    "is refused for versions: %s",
    (pattern) => {
      const settings = [{ options: { tags: [pattern] } }, { config: { [PROTECTED]: { tags: [pattern] } } }];
      for (const { options, config } of settings)
        expect(() => objectionsTo(policy, options, config)).toThrow(
          `the policy's setting tags: "${pattern}" names a digest, and a policy pack is shown digests in part or not at all. ` +
            "Declare that version as a PackageVersion, which no retention policy of its program deletes, or add a keep rule with versionNames",
        );
    },
  );

  it.each(["sha256", "sha2*", "v1-sha256-*", "*"])("is not what only looks like it: %s", (pattern) => {
    expect(objectionsTo(policy, { tags: [pattern, "pr-*"] })).toHaveProperty([PROTECTED]);
  });

  it.each([
    ["acme/api", '"acme/api" can match no package: they are named owner/type/name, as acme/container/api'],
    ["*", '"*" can match no package'],
    ["acme/npm/@acme/ui", '"acme/npm/@acme/ui" has an npm scope, which GitHub knows packages without: acme/npm/ui'],
  ])("is refused for packages: %s", (pattern, mistake) => {
    const whole = deleting({}, { onAllMatched: "deletePackage" });
    expect(() => objectionsTo(policy, { packages: [pattern] })).toThrow(`the policy's setting packages: ${mistake}`);
    expect(() => objectionsTo(whole, { deletable: [pattern] })).toThrow(`the policy's setting deletable: ${mistake}`);
  });

  it.each(["**", "acme/**", "**/api", "acme/container/repo/api", "{acme,other}/*/api"])(
    "is not what leaves parts of the name open: %s",
    (pattern) => {
      expect(() => objectionsTo(policy, { packages: [pattern] })).not.toThrow();
    },
  );
});
