import { linesOf, policyInputs, step } from "./events";
import { policyOf, total } from "./report-of";

describe("warnings", () => {
  const warningsOf = (lines: Record<number, string>, before: object = {}, messages: readonly object[] = []) =>
    policyOf([...messages, step("update", "RetentionPolicy", "old", { inputs: policyInputs(2, lines), ...before })])
      ?.warnings;

  it.each(["1.0.0", "v1.0.0", "10.20.30+build.5"])("tell of the release %s", (tag) => {
    expect(warningsOf(linesOf(1, () => tag))).toEqual([
      { kind: "releases", package: "lib", words: "1 release goes", versions: [tag] },
    ]);
  });

  it.each(["1.0.0-rc.1", "1.0", "1", "main", "release-1.0.0", "v1.0.0.0"])("do not take %s for a release", (tag) => {
    expect(warningsOf(linesOf(1, () => tag))).toEqual([]);
  });

  it("name five releases and count the others", () => {
    const found = warningsOf(linesOf(8, (index) => `1.0.${index}`));
    expect(found?.[0]).toMatchObject({
      words: "8 releases go",
      versions: expect.arrayContaining(["1.0.0", "and 3 more"]),
    });
    expect(found?.[0]?.versions).toHaveLength(6);
  });

  it("tell of names that move, and not of what only looks like them", () => {
    expect(warningsOf({ 1: "[old] 2026-01-01 latest, main" })).toHaveLength(1);
    expect(
      warningsOf({ 1: "[old] 2026-01-01 latest-debug", 2: "[old] 2026-01-01 sha256:0123456789ab, part of latest" }),
    ).toEqual([]);
  });

  it("tell of more than half of a package, and of more than usual", () => {
    expect(warningsOf(linesOf(30), {}, [total(59, 30)])).toEqual([
      { kind: "half", package: "lib", words: "more than half goes: 30 of 59 versions", versions: [] },
    ]);
    expect(warningsOf(linesOf(30), {}, [total(60, 30)])).toEqual([]);
    const done = (count: number) => ({ oldInputs: policyInputs(1, linesOf(count)), oldOutputs: { __run: 1 } });
    expect(warningsOf(linesOf(30), done(14))).toEqual([
      {
        kind: "usual",
        words: "more than usual: 30 versions would go, and no run on record deleted more than 14",
        versions: [],
      },
    ]);
    expect(warningsOf(linesOf(30), done(15))).toEqual([]);
  });
});
