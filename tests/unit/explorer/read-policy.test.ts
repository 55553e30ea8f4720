import fc from "fast-check";
import { readPolicy } from "../../../explorer/worker/read-policy";
import { hostileText } from "../../support/hostile-text";

const inputs = {
  packageType: "container",
  packages: ["api"],
  rules: { old: { action: "delete", match: { olderThan: "14d" } } },
};

describe("a pasted policy", () => {
  it.each([
    ["inputs in JSON", JSON.stringify(inputs), "pasted"],
    [
      "inputs in YAML",
      "packageType: container\npackages: [api]\nrules:\n  old: { action: delete, match: { olderThan: 14d } }\n",
      "pasted",
    ],
    [
      "a program in YAML",
      JSON.stringify({
        name: "x",
        runtime: "yaml",
        resources: { images: { type: "github-packages:RetentionPolicy", properties: inputs } },
      }),
      "images",
    ],
    [
      "a stack's state",
      JSON.stringify({
        version: 3,
        deployment: {
          resources: [
            {
              urn: "urn:pulumi:dev::x::pulumi-nodejs:dynamic:Resource::images",
              inputs: { ...inputs, __provider: "…" },
            },
          ],
        },
      }),
      "images",
    ],
  ])("is read from %s", (_, text, name) => {
    expect(readPolicy(text)).toEqual({ outcome: "policies", policies: [{ name, inputs }] });
  });

  it("says what is wrong with what is none", () => {
    expect(readPolicy("a: [")).toMatchObject({ outcome: "mistake", reason: expect.stringContaining("line 1") });
    expect(readPolicy("hello")).toMatchObject({
      outcome: "mistake",
      reason: expect.stringMatching(/^There is no retention policy/),
    });
    expect(readPolicy("x".repeat(300_000))).toMatchObject({ outcome: "mistake" });
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${"bcdefgh"
      .split("")
      .map((name, index) => `${name}: &${name} [${`*${"abcdefg"[index]},`.repeat(9)}]`)
      .join("\n")}`;
    expect(readPolicy(bomb)).toMatchObject({ outcome: "mistake", reason: expect.stringContaining("alias") });
  });

  it("is never more than words, whatever the text is", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(["policies", "mistake"]).toContain(readPolicy(text).outcome);
        expect(({} as { rules?: unknown }).rules).toBeUndefined();
      }),
    );
  });
});
