import fc from "fast-check";
import { linkOf, readLink } from "../../../explorer/page/state/link";
import { hostileText } from "../../support/hostile-text";

describe("a link that carries the policy", () => {
  it("is read as what was written, whatever rules and tags are called", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (policy) => {
        const written = JSON.parse(JSON.stringify(policy));
        expect(readLink(linkOf(written))).toEqual({ outcome: "policy", policy: written });
      }),
    );
  });

  it.each([
    "#policy=1.",
    "#policy=1.e30x",
    "#policy=1.W10",
    "#policy=1.MQ",
    "#policy=",
    "#policy=1.%%%",
    "#policy=x.e30",
  ])("says in one sentence that it is broken: %s", (hash) => {
    expect(readLink(hash)).toEqual({
      outcome: "mistake",
      reason: "The policy in this link is broken: copy the whole link again.",
    });
  });

  it("says in one sentence that it is of a later version", () => {
    expect(readLink("#policy=2.e30")).toEqual({
      outcome: "mistake",
      reason: expect.stringMatching(/^[^.]+form 2[^.]+\.$/),
    });
  });

  it("is no link of ours without the name, and never more than a sentence", () => {
    expect(readLink("")).toEqual({ outcome: "none" });
    expect(readLink("#versions")).toEqual({ outcome: "none" });
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(["mistake", "none"]).toContain(readLink(`#policy=1.${text}`).outcome);
      }),
    );
  });
});
