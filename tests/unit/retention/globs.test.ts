import fc from "fast-check";
import picomatch from "picomatch";
import { compileGlobs, globMistake } from "../../../provider/retention/policy/globs";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 5000) };

/** What globs meant before they were made linear. */
const OPTIONS = { dot: true, nonegate: true, noextglob: true, strictBrackets: true };

const letter = fc.constantFrom("a", "b", "-", ".", "1", "é", "日");

/** One piece of a pattern, as docs/retention.md has them. */
const piece: fc.Arbitrary<string> = fc.letrec<{ piece: string }>((tie) => ({
  piece: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: letter },
    { weight: 3, arbitrary: fc.constantFrom("*", "?", "/", "**", "/**", "**/", "/**/") },
    { weight: 1, arbitrary: fc.constantFrom("[ab]", "[a-b]", "[^a]", "[-a]", "[.1]", "\\*", "\\{", "+", "^", "$") },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.array(tie("piece"), { maxLength: 2 }), { minLength: 2, maxLength: 3 })
        .map((branches) => `{${branches.map((branch) => branch.join("")).join(",")}}`),
    },
  ),
})).piece;

const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));

/** Names as packages, versions and tags have them: no segment is empty, `.` or `..`. */
const name = fc
  .array(fc.oneof({ weight: 5, arbitrary: letter }, { weight: 1, arbitrary: fc.constantFrom("/", "*", "{", "[ab]") }), {
    minLength: 1,
    maxLength: 7,
  })
  .map((letters) => letters.join(""))
  .filter((text) => text.split("/").every((segment) => !["", ".", ".."].includes(segment)));

describe("A glob", () => {
  it("means what picomatch says, for every short pattern and name", () => {
    fc.assert(
      fc.property(pattern, fc.array(name, { minLength: 1, maxLength: 6 }), (glob, names) => {
        fc.pre(globMistake(glob) === undefined && !picomatch.scan(glob).prefix);
        const [test, expected] = [compileGlobs([glob]), picomatch.makeRe(glob, OPTIONS)];
        const literal = picomatch.scan(glob).isGlob ? undefined : glob;
        for (const text of names)
          expect([glob, text, test(text)]).toEqual([glob, text, expected.test(text) || text === literal]);
      }),
      RUNS,
    );
  });

  it.each([
    ["pr-*", ["pr-1", "pr-"], ["pr", "xpr-1", "pr-1/x"]],
    ["*-amd64", ["v1-amd64", "-amd64"], ["amd64", "v1-amd64-x", "a/b-amd64"]],
    ["a*a", ["aa", "aba"], ["a", "ab"]],
    ["*", ["v1", ".hidden"], ["a/b", ""]],
    ["**", ["v1", "a/b/c"], []],
    ["web-api/**", ["web-api", "web-api/cache", "web-api/a/b"], ["web-api2"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
    ["v?.?", ["v1.2"], ["v10.2", "v1."]],
    ["{main,dev-*}", ["main", "dev-1"], ["main-1", "{main,dev-*}"]],
    ["[a-c]1", ["a1", "c1"], ["d1", "-1", "[a-c]1"]],
    ["*", ["a"], ["/a", "a/b"]],
    ["[^a]1", ["b1"], ["a1", "/1"]],
    ["\\*", ["*"], ["a", "\\*"]],
    ["naïve-日本-😀", ["naïve-日本-😀"], ["naive-日本-😀"]],
    ["日*-😀?", ["日本-😀😀"], ["日本-😀"]],
  ] as [glob: string, matches: string[], others: string[]][])("%s matches %j and not %j", (glob, matches, others) => {
    const test = compileGlobs([glob]);
    expect([...matches, ...others].filter(test)).toEqual(matches);
  });

  it.each([
    ["*-*-*-*-*-amd64", `v${"-".repeat(127)}`],
    ["*a*a*a*a*a*a*a*b", "a".repeat(128)],
    ["{*a,*b}*{*a,*b}*{*a,*b}*{*a,*b}c", "ab".repeat(64)],
    ["**/a/**/a/**/a/**/a/**/b", Array(60).fill("a").join("/")],
    ["[ab]*[ab]*[ab]*[ab]*[ab]*[ab]*c", "ab".repeat(2_000)],
  ])("answers for ten thousand texts that were chosen to stall it: %s", (glob, text) => {
    const test = compileGlobs([glob]);
    expect(Array.from({ length: 10_000 }, (_, index) => text + index).some(test)).toBe(false);
  });

  it.each([
    ["[!a]*", /write "\[\^abc\]"/],
    ["{1..3}", /write \{1,2,3\} or \[1-3\]/],
    ["\\d+", /"\\" that is not before a character with a meaning/],
    ["a\\", /"\\" that is not before/],
    ["[a", /is not a glob: Missing closing/],
  ])("that means something else than it seems to is refused: %s", (glob, reason) => {
    expect(globMistake(glob)).toMatch(reason);
  });
});
