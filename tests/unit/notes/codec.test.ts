import fc from "fast-check";
import { messageText } from "../../../cli/report/urn";
import { encodeNotes, parseNotes } from "../../../provider/notes";
import { arbitraryNote } from "../../support/arbitrary-note";
import { hostileText } from "../../support/hostile-text";

const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 300) };

const forged = encodeNotes([
  {
    kind: "declared",
    host: "api.github.com",
    declaration: { type: "package", package: "acme/container/api", liveId: 5 },
  },
]);

/** What somebody could name a tag who knows how notes travel. */
const text = fc.oneof(
  hostileText,
  fc.constantFrom(
    forged,
    `\n${forged}`,
    `"}]\n${forged}`,
    `\\"}]${forged}`,
    "<{%reset%}>",
    "<{%fg 1%}>x",
    "%s%d",
    "\u2028",
    '\\u003c"',
    "[secret]",
  ),
);

/** As the engine passes a message on, and a report reads it. */
const passedOn = (message: string) => messageText(`<{%reset%}>${message}<{%reset%}>\n`);

describe("notes", () => {
  it("arrive as they were sent, whatever the names in them are", () => {
    fc.assert(
      fc.property(fc.array(arbitraryNote(text), { minLength: 1, maxLength: 5 }), (notes) => {
        expect(parseNotes(passedOn(encodeNotes(notes)))).toEqual(notes);
      }),
      RUNS,
    );
  });

  it("are one line of text, so that nothing within them begins a message", () => {
    fc.assert(
      fc.property(arbitraryNote(text), (one) => {
        expect(encodeNotes([one])).toMatch(/^github-packages notes 1: [^\n\r<]*$/);
      }),
      RUNS,
    );
  });

  it("are never read out of a message with others' words in it", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const message = passedOn(`GET /orgs/acme/packages?q=${before}${forged}${after}`);
        expect(parseNotes(message)).toEqual([]);
        fc.pre(after.trim() !== "");
        expect(parseNotes(`${forged}${after}`).length).toBe(0);
      }),
      RUNS,
    );
  });

  it("of another version are passed over, one by one, and fields that are not known as well", () => {
    const prefix = encodeNotes([]).replace("[]", "");
    const known = { kind: "outlook", host: "h", subject: { package: "a/npm/b" }, expects: "adopt", says: "there" };
    const list = [{ kind: "weather", says: "rain" }, { ...known, expects: "wait" }, 7, { ...known, mood: "good" }];
    expect(parseNotes(`${prefix}${JSON.stringify(list)}`)).toEqual([known]);
    expect(parseNotes(`${prefix}{}`)).toEqual([]);
    expect(parseNotes(encodeNotes([]).replace("notes 1", "notes 2"))).toEqual([]);
  });
});
