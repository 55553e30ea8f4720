import { deleting, objectionsTo } from "./objections";

const PROTECTED = "retention-protected-versions";
const line = (tags: string) => `[old] 2026-01-01 ${tags}`;
const manyLines = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, line(`pr-${index}`)]));

describe("Options of a pack", () => {
  const two = deleting({ api: { 1: line("latest"), 2: line("pr-1") } });

  it.each(["maxDeletions", "maxTotalDeletions", "tags", "packages", "minRemaining", "deletable"] as const)(
    "that are undefined are refused, and the default is told: %s",
    (name) => {
      expect(() => objectionsTo(two, { [name]: undefined })).toThrow(
        new RegExp(`setting ${name} is given as undefined, .* its default is (?:\\d+|\\[.*\\])$`),
      );
    },
  );

  it("go behind a rule's own configuration", () => {
    expect(
      objectionsTo(two, { maxDeletions: 1 }, { "retention-max-deletions": { maxDeletions: 2 } }),
    ).not.toHaveProperty(["retention-max-deletions"]);
    expect(objectionsTo(two, { maxDeletions: 2 }, { "retention-max-deletions": { maxDeletions: 1 } })).toHaveProperty([
      "retention-max-deletions",
    ]);
  });
});

describe("What a rule judges", () => {
  const earlier = { delete: { api: { 1: line("latest"), 2: line("stable"), 3: line("pr-3") } } };

  it("is the latest run on record, of many", () => {
    const runs = { 9: earlier, 10: { delete: { api: { 4: line("pr-4") } } } };
    expect(objectionsTo(deleting({}, { runs }), { maxDeletions: 1 })).toEqual({});
    const later = { 9: runs[10], 10: earlier };
    expect(Object.keys(objectionsTo(deleting({}, { runs: later }), { maxDeletions: 1 }))).toEqual([
      "retention-max-deletions",
      PROTECTED,
    ]);
  });

  it("is nothing where no run is pending, and of restorations nothing", () => {
    const restored = { 1: { restore: { api: { 1: "2026-01-01 latest: no rule deletes it now" } } } };
    for (const runs of [undefined, {}, restored])
      expect(objectionsTo(deleting({}, { runs }), { maxDeletions: 0 })).toEqual({});
  });

  it("is each version by its tags, and all of a package that is protected", () => {
    const lines = {
      api: { 1: line("pr-1, latest"), 2: line("pr-2") },
      web: { 3: line("sha256:0123456789ab, part of stable") },
    };
    expect(objectionsTo(deleting(lines))[PROTECTED]).toBe(
      `it would delete what is protected: api 1 ${line("pr-1, latest")}. Add a keep rule for it, or change tags or packages of retention-protected-versions.`,
    );
    const named = objectionsTo(deleting(lines), { tags: [], packages: ["acme/container/web"] })[PROTECTED];
    expect(named).toContain("protected: web 3 ");
    expect(named).not.toContain("api");
  });

  it("is counted over all packages of a policy, the largest named first", () => {
    const lines = { web: manyLines(2), api: manyLines(3) };
    expect(objectionsTo(deleting(lines), { maxDeletions: 4, maxTotalDeletions: 4 })).toEqual({
      "retention-max-deletions": expect.stringContaining("it would delete 5 versions (api: 3, web: 2), and at most 4"),
      "retention-max-total-deletions": expect.stringContaining("5 versions would be deleted (it: 5), and at most 4"),
    });
    expect(objectionsTo(deleting(lines), { maxDeletions: 5, maxTotalDeletions: 5 })).toEqual({});
  });
});

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
