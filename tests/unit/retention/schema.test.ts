import { parsePolicy } from "../../../provider/retention";

const VALID = { packageType: "container", packages: ["api"], rules: {} };

function failuresOf(raw: object): [string, string][] {
  const parsed = parsePolicy({ ...VALID, ...raw });
  if (parsed.outcome !== "failed") throw new Error(`not refused: ${JSON.stringify(parsed)}`);
  return parsed.failures.map(({ property, reason }) => [property, reason]);
}

function rule(match: object, more: object = {}): object {
  return { rules: { r: { action: "keep", match, ...more } } };
}

describe("A policy", () => {
  it("is parsed with its defaults, rules in the order of their names, durations in milliseconds", () => {
    const parsed = parsePolicy({
      owner: "acme",
      packageType: "container",
      packages: ["api", "web-*"],
      rules: {
        b: { action: "keep", mostRecent: { count: 3, groupBy: { tagPrefixes: ["a-"] } } },
        a: { action: "delete", match: { tagState: "any", olderThan: "1d12h", newerThan: "P2W" } },
      },
      asOf: "2026-09-01",
      __provider: "text of the host",
      auditLog: null,
    });
    expect(parsed).toEqual({
      outcome: "parsed",
      inputs: {
        owner: "acme",
        packageType: "container",
        packages: ["api", "web-*"],
        excludePackages: [],
        restoreInUse: false,
        onUnreadable: "stop",
        rules: [
          {
            name: "a",
            action: "delete",
            match: { timestamp: "createdAt", olderThan: 129_600_000, newerThan: 1_209_600_000 },
          },
          {
            name: "b",
            action: "keep",
            match: { timestamp: "createdAt" },
            mostRecent: { count: 3, groupBy: { kind: "tagPrefixes", prefixes: ["a-"] } },
          },
        ],
        onAllMatched: "keepNewest",
        minAge: 21_600_000,
        deleteOrphanReferrers: false,
        maxDeletions: 500,
        minRemaining: 0,
        restore: true,
        maxRestorations: 500,
        previewOnly: false,
        asOf: Date.parse("2026-09-01T00:00:00Z"),
      },
    });
  });

  it("that lacks its type, packages and rules is told so, all at once", () => {
    const parsed = parsePolicy({});
    expect(parsed.outcome === "failed" && parsed.failures.map(({ property }) => property)).toEqual([
      "packageType",
      "packages",
      "rules",
    ]);
  });

  it("with a property that does not exist is told the nearest name", () => {
    expect(failuresOf({ maxDeletion: 3 })[0]).toEqual([
      "maxDeletion",
      expect.stringMatching(
        /^there is no property "maxDeletion" here\. Did you mean "maxDeletions"\? There are owner, /,
      ),
    ]);
    expect(failuresOf(rule({ tag: ["a"] }))[0]).toEqual([
      'rules["r"].match.tag',
      expect.stringContaining('Did you mean "tags"? There are tagState, tags, tagRegex, '),
    ]);
    expect(failuresOf({ rules: { "my rule": { action: "keep", matches: {} } } })[0]?.[0]).toBe(
      'rules["my rule"].matches',
    );
    expect(failuresOf(rule({}, { mostRecent: { counts: 1 } })).map(([property]) => property)).toEqual([
      'rules["r"].mostRecent.count',
      'rules["r"].mostRecent.counts',
    ]);
    expect(failuresOf({ zzz: 1 })[0]?.[1]).toMatch(/^there is no property "zzz" here\. There are /);
  });

  const single: [title: string, raw: object, property: string, reason: string | RegExp][] = [
    [
      "a count of nothing",
      rule({}, { mostRecent: { count: 0 } }),
      'rules["r"].mostRecent.count',
      "count is at least 1",
    ],
    [
      "half a version",
      rule({}, { mostRecent: { count: 1.5 } }),
      'rules["r"].mostRecent.count',
      "count is a whole number",
    ],
    [
      "an action that is none",
      { rules: { r: { action: "remove" } } },
      'rules["r"].action',
      'action is "keep" or "delete"',
    ],
    ["an unknown type", { packageType: "pypi" }, "packageType", /^packageType is one of npm, maven/],
    ["no packages", { packages: [] }, "packages", /^packages must not be empty/],
    [
      "an empty list of tags",
      rule({ tags: [] }),
      'rules["r"].match.tags',
      /^tags must not be empty: an empty list matches nothing/,
    ],
    ["a tag that is no text", rule({ tags: ["a", 1] }), 'rules["r"].match.tags[1]', "each entry is text"],
    [
      "a duration in months",
      rule({ olderThan: "P1M" }),
      'rules["r"].match.olderThan',
      /^"P1M" has years or months, whose length varies/,
    ],
    ["a duration in words", { minAge: "two days" }, "minAge", /^"two days" is not a duration; write "14d"/],
    ["a duration of nothing but a P", { minAge: "P" }, "minAge", /^"P" is not a duration/],
    ["a duration of nothing after its T", { minAge: "P1DT" }, "minAge", /^"P1DT" is not a duration/],
    ["a duration of nothing but a PT", { minAge: "PT" }, "minAge", /^"PT" is not a duration/],
    [
      "a duration longer than anything has been there",
      { minAge: "36601d" },
      "minAge",
      '"36601d" is more than 100 years',
    ],
    ["a number as duration", { minAge: 3 }, "minAge", 'a duration is text such as "14d", "36h" or "P14D"'],
    [
      "an instant without a time zone",
      { asOf: "2026-09-01T00:00:00" },
      "asOf",
      /^"2026-09-01T00:00:00" is not an instant; .* with its time zone/,
    ],
    ["a day that does not exist", { asOf: "2026-02-30" }, "asOf", /is not an instant/],
    ["more than everything", { maxDeletePercent: 101 }, "maxDeletePercent", "maxDeletePercent is from 0 to 100"],
    [
      "a group that is none",
      rule({}, { mostRecent: { count: 1, groupBy: "semver" } }),
      'rules["r"].mostRecent.groupBy',
      /^groupBy is "semverMajor"/,
    ],
    [
      "a regular expression that RE2 does not know",
      rule({ tagRegex: "(?!x)" }),
      'rules["r"].match.tagRegex',
      /^not a regular expression of RE2 .* no look-around/,
    ],
    [
      "a range that is none",
      rule({ semver: "latest" }),
      'rules["r"].match.semver',
      /^"latest" is not a range of semantic versions/,
    ],
    [
      "an exception in a list",
      rule({ tags: ["*", "!latest"] }),
      'rules["r"].match.tags[1]',
      /^"!latest" begins with "!": .* Use a keep rule/,
    ],
    ["an exception in packages", { packages: ["!web"] }, "packages[0]", /excludePackages/],
    [
      "a pattern with alternatives",
      { excludePackages: ["a|b"] },
      "excludePackages[0]",
      /globs know \*, \*\*, \?, \[abc\] and \{a,b\}/,
    ],
    [
      "a pattern that does not close",
      rule({ tags: ["v[0-9"] }),
      'rules["r"].match.tags[0]',
      /^"v\[0-9" is not a glob: /,
    ],
    [
      "a rule without a name",
      { rules: { "": { action: "keep", match: { tags: ["a"] } } } },
      'rules[""]',
      /1 to 60 characters/,
    ],
    [
      "a rule that Pulumi would hide",
      { rules: { __a: { action: "keep", match: { tags: ["a"] } } } },
      'rules["__a"]',
      /hides such properties/,
    ],
    [
      "a rule with brackets",
      { rules: { "a]": { action: "keep", match: { tags: ["a"] } } } },
      'rules["a]"]',
      /no brackets/,
    ],
    [
      "a rule with the name of an input",
      { rules: { deleteOrphanReferrers: { action: "keep", match: { tags: ["a"] } } } },
      'rules["deleteOrphanReferrers"]',
      /call the rule something else/,
    ],
    ["an apply without time", { maxDuration: "0s" }, "maxDuration", /^an apply of no duration does nothing/],
  ];

  it.each(single)("is refused for %s", (_title, raw, property, reason) => {
    const matching = typeof reason === "string" ? reason : expect.stringMatching(reason);
    expect(failuresOf(raw)).toEqual([[property, matching]]);
  });

  it("takes a duration of a hundred years", () => {
    expect(parsePolicy({ ...VALID, minAge: "36600d" }).outcome).toBe("parsed");
  });

  const impossible: [title: string, raw: object, property: string, reason: RegExp][] = [
    [
      "wants tags of untagged versions",
      rule({ tagState: "untagged", tags: ["a"], semver: "1.x" }),
      'rules["r"].match.tagState',
      /nothing that tags, semver could match/,
    ],
    [
      "groups untagged versions by tags",
      rule({ tagState: "untagged" }, { mostRecent: { count: 1, groupBy: "semverMajor" } }),
      'rules["r"].match.tagState',
      /nothing that groupBy could match/,
    ],
    [
      "is older and newer at once",
      rule({ olderThan: "14d", newerThan: "2w" }),
      'rules["r"].match.newerThan',
      /^nothing is both older/,
    ],
    [
      "tries patterns for tags on digests",
      rule({ versionNames: ["sha256:*", "v1*"] }),
      'rules["r"].match.versionNames[1]',
      /its digest \(sha256:…\), which "v1\*" never matches; for tags there is tags/,
    ],
    ["names digest tags", rule({ tags: ["sha256-*.sig"] }), 'rules["r"].match.tags[0]', /never count as tags in rules/],
    [
      "wants tags of npm versions",
      { packageType: "npm", ...rule({ tags: ["a"] }) },
      'rules["r"].match.tags',
      /^npm versions have no tags, so this never matches; use versionNames/,
    ],
    [
      "wants tagged npm versions",
      { packageType: "npm", ...rule({ tagState: "tagged" }) },
      'rules["r"].match.tagState',
      /^npm versions have no tags/,
    ],
    [
      "groups npm versions by tags",
      { packageType: "npm", ...rule({}, { mostRecent: { count: 1, groupBy: { tagPrefixUpToLast: "-" } } }) },
      'rules["r"].mostRecent.groupBy',
      /^npm versions have no tags/,
    ],
    [
      "deletes without a condition",
      { rules: { r: { action: "delete", match: { tags: undefined } } } },
      'rules["r"].match',
      /an undefined variable never deletes everything/,
    ],
    [
      "deletes the newest",
      { rules: { r: { action: "delete", match: { tagState: "any" }, mostRecent: { count: 1 } } } },
      'rules["r"].mostRecent',
      /^mostRecent is for keep rules/,
    ],
    ["keeps everything", { rules: { r: { action: "keep" } } }, 'rules["r"]', /keeps every version/],
    [
      "chooses a timestamp for nothing",
      rule({ tags: ["a"], timestamp: "updatedAt" }),
      'rules["r"].match.timestamp',
      /means nothing without olderThan/,
    ],
    [
      "deletes a package of which something has to remain",
      { onAllMatched: "deletePackage", minRemaining: 1 },
      "onAllMatched",
      /leaves nothing, and minRemaining wants 1/,
    ],
    [
      "deletes orphans where there are none",
      { packageType: "npm", deleteOrphanReferrers: true },
      "deleteOrphanReferrers",
      /^npm packages have no signatures/,
    ],
  ];

  it.each(impossible)("is refused when it %s", (_title, raw, property, reason) => {
    expect(failuresOf(raw)).toEqual([[property, expect.stringMatching(reason)]]);
  });

  it("may have no rules at all: that brings back what earlier rules deleted", () => {
    expect(parsePolicy(VALID)).toMatchObject({ outcome: "parsed", inputs: { rules: [] } });
  });

  it("with an instant in the future is refused, by the clock of the caller", () => {
    const raw = { ...VALID, asOf: "2026-09-01T02:00:00+02:00" };
    const now = Date.parse("2026-09-01T00:00:00Z");
    expect(parsePolicy(raw, { now }).outcome).toBe("parsed");
    expect(parsePolicy(raw, { now: now - 1 })).toMatchObject({ outcome: "failed", failures: [{ property: "asOf" }] });
  });
});

describe("A policy of which something is not known yet", () => {
  const UNKNOWN = Symbol("unknown");
  const options = { isUnknown: (value: unknown) => value === UNKNOWN };

  it("is neither parsed nor refused, and says what it waits for", () => {
    const raw = {
      ...VALID,
      packages: ["api", UNKNOWN],
      rules: { r: { action: "keep", match: { olderThan: UNKNOWN } } },
    };
    expect(parsePolicy(raw, options)).toEqual({
      outcome: "unknown",
      properties: ["packages[1]", 'rules["r"].match.olderThan'],
    });
  });

  it("is refused for what is known to be wrong", () => {
    const raw = { ...VALID, minAge: UNKNOWN, maxDeletions: -1 };
    expect(parsePolicy(raw, options)).toEqual({
      outcome: "failed",
      failures: [{ property: "maxDeletions", reason: "maxDeletions is at least 0" }],
    });
  });

  it("is not refused because of the unknown value's own shape, however deep it is", () => {
    const groupBy = { tagPrefixes: [UNKNOWN] };
    const raw = { ...VALID, rules: { r: { action: "keep", mostRecent: { count: UNKNOWN, groupBy } }, s: UNKNOWN } };
    expect(parsePolicy(raw, options)).toMatchObject({ outcome: "unknown" });
  });
});

describe("A range that names a prerelease", () => {
  it.each([">=2.0.0-0 <3.0.0", ">=1.0.0 <2.0.0-rc.1", "1.2.x-beta", "1.0.0 - 2.0.0-rc.1", "v2.0.0-rc.1 || >=3.0.0"])(
    "is refused without prerelease, saying what to write: %s",
    (range) => {
      for (const more of [{}, { prerelease: false }]) {
        expect(failuresOf(rule({ semver: range, ...more }))).toEqual([
          ['rules["r"].match.semver', expect.stringContaining(`write { semver: "${range}", prerelease: true }`)],
        ]);
      }
      expect(parsePolicy({ ...VALID, ...rule({ semver: range, prerelease: true }) }).outcome).toBe("parsed");
    },
  );

  it("still says what a policy did that has been in effect with it", () => {
    const raw = { ...VALID, ...rule({ semver: ">=2.0.0-0" }) };
    expect(parsePolicy(raw, { wasInEffect: true }).outcome).toBe("parsed");
  });

  it("is told how it reads for releases", () => {
    expect(failuresOf(rule({ semver: ">=2.0.0-0 <3.0.0-0" }))[0]?.[1]).toContain(
      'for releases name none (">=2.0.0 <3.0.0")',
    );
  });

  it.each(["^1.2.3", "1.0.0 - 2.0.0", "~1.2", "1.x", ">=1.0.0+build-1", "*", "<3.0.0"])("is not %s", (range) => {
    expect(parsePolicy({ ...VALID, ...rule({ semver: range }) }).outcome).toBe("parsed");
  });
});
