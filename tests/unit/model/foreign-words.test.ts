import { canBeName, fitForTerminal, foreignWords, jsonForTerminal } from "../../../provider/model/foreign-words";
import { mask } from "../../../provider/model/mask";

const ESC = "\u001b";

describe("words of others", () => {
  it.each([
    ["escape sequences", `red ${ESC}[31mred`, "red \u{FFFD}[31mred"],
    ["one-byte escape sequences", "a\u009b2Jb", "a\u{FFFD}2Jb"],
    ["direction marks", "a\u202egnp.exe", "a\u{FFFD}gnp.exe"],
    ["letters without a shape", "to\u200bken", "to\u{FFFD}ken"],
    ["halves of letters", "a\ud800b", "a\u{FFFD}b"],
    ["line ends of every kind", "one\r\n\ttwo\u2028three\u0085", "one two three\u{FFFD}"],
    ["a workflow command after a line end", "bad\n::set-output name=x::y", "bad ::set-output name=x::y"],
    ["a workflow command at the beginning", "  ::add-mask::x", ": :add-mask::x"],
    ["a workflow command of the older kind", "bad ##[add-path]/tmp", "bad ## [add-path]/tmp"],
    ["a colour of Pulumi's", "<{%fg 1%}>red", "< {%fg 1%}>red"],
    ["ordinary words", "Foo::Bar naïve 日本 👩 [x]", "Foo::Bar naïve 日本 👩 [x]"],
  ])("with %s are one line of which all can be seen", (_, text, shown) => {
    expect(foreignWords(text)).toBe(shown);
  });

  it("are cut where they get long, whole letters at a time", () => {
    expect(foreignWords("x".repeat(4_000_000))).toBe(`${"x".repeat(999)}…`);
    expect(foreignWords("👩".repeat(300), 5)).toBe("👩👩👩👩…");
    expect(foreignWords(`${" ".repeat(5_000)}x`)).toBe("…");
    expect(foreignWords("y".repeat(1_000))).toBe("y".repeat(1_000));
  });
});

describe("a message of ours", () => {
  it("keeps its lines, none of which is a command", () => {
    const message = `first\n\t::error::forged\n${ESC}]0;title\u0007\nlast`;
    expect(fitForTerminal(message)).toBe("first\n\t: :error::forged\n\u{FFFD}]0;title\u{FFFD}\nlast");
  });

  it("is left as it is when there is nothing in it", () => {
    const message = "read npm package acme/lib: Not Found (404 GET /orgs/acme/packages/npm/lib).\n  Run again.";
    expect(fitForTerminal(message)).toBe(message);
  });

  it("has no line without an end", () => {
    expect(fitForTerminal(`a\n${"x".repeat(1_000_000)}`).length).toBeLessThan(25_000);
  });
});

it("JSON for a terminal means the same and moves no cursor", () => {
  const value = { tag: `a\u009b2J\u202e::x ##[debug] <{%reset%}> \ud83d\ude00 \ud800`, list: ["\u2028"] };
  for (const indentation of [undefined, 2]) {
    const json = jsonForTerminal(JSON.stringify(value, undefined, indentation));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]|##\[|<\{%/u);
  }
});

it("a name has one line, one direction and an end", () => {
  for (const name of ["repo/api", "1.0.0+build 1", "naïve-日本", "v1", "a".repeat(1_000)])
    expect(canBeName(name)).toBe(true);
  for (const name of ["a\nb", `${ESC}[2J`, "a\u202eb", "\u2066x", "a\u2028b", "a\u0085b", "\ud800", "a".repeat(1_001)])
    expect(canBeName(name)).toBe(false);
});

describe("a secret", () => {
  const token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  it.each([
    ["itself", `token ${token}.`],
    ["percent-encoded", `/x?token=${encodeURIComponent("p+q/r=s")}`],
    ["base64 of it", base64(token)],
    ["base64 of a pair that it ends", `Basic ${base64(`x-access-token:${token}`)}`],
    ["base64 of a pair with a name of another length", base64(`me:${token}`)],
    ["base64 of a text that goes on", base64(`{"token":"${token}","a":1}`)],
    ["base64 for addresses", Buffer.from(`~~?${token}?~~`).toString("base64url")],
  ])("does not come through as %s", (_, text) => {
    const masked = mask(text, [token, "p+q/r=s", ""]);
    expect(masked).toContain("[secret]");
    const read = masked.split("[secret]").flatMap((part) => [part, Buffer.from(part, "base64").toString("latin1")]);
    for (const part of read) for (const piece of ["16C7e4", "0c8383", "E7710c"]) expect(part).not.toContain(piece);
  });

  it("takes nothing else with it", () => {
    expect(mask("a word, and another", [token])).toBe("a word, and another");
    expect(mask("a word, and another", [""])).toBe("a word, and another");
  });

  it("of any length is taken out", () => {
    expect(mask("with a/b, a%2Fb and x", ["a/b", "x"])).toBe("with [secret], [secret] and [secret]");
  });
});
