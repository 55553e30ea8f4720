import fc from "fast-check";
import { decodeSnapshot, encodeSnapshot, type Snapshot, SnapshotError } from "../../../explorer/snapshot";
import { arbitrarySnapshot } from "../../support/arbitrary-snapshot";

const EMPTY: Snapshot = { takenAt: 1, server: "github.com", owner: "acme", packages: [], policies: [], missing: [] };

describe("an encoded snapshot", () => {
  it("is the snapshot again when it is decoded, to the last odd name", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses numbers that a column would change", () => {
    for (const id of [2 ** 53, -1.5, Number.NaN]) {
      const versions = [{ id, name: "1.0.0", createdAt: "2026-09-01T00:00:00Z", updatedAt: "2026-09-01T00:00:00Z" }];
      expect(() => encodeSnapshot({ ...EMPTY, packages: [{ packageType: "npm", name: "a", versions }] })).toThrow(
        RangeError,
      );
    }
  });

  it("is told from anything else in one sentence, wherever it breaks off or is changed", () => {
    fc.assert(
      fc.property(arbitrarySnapshot, fc.nat(), fc.nat({ max: 255 }), (snapshot, at, byte) => {
        const bytes = encodeSnapshot(snapshot);
        const place = at % bytes.length;
        expect(() => decodeSnapshot(bytes.slice(0, place))).toThrow(SnapshotError);
        const changed = bytes.with(place, byte);
        try {
          decodeSnapshot(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(SnapshotError);
          expect((error as Error).message).toMatch(/^This data .+\.$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("of a later version says which one it needs", () => {
    const later = encodeSnapshot(EMPTY).with(4, 2);
    expect(() => decodeSnapshot(later)).toThrow(
      "This data has the format 2, and this page reads 1: open it with the version of pulumi-github-packages that has made it.",
    );
  });

  it("refuses a header that is none", () => {
    const [magic, format] = [[0x70, 0x67, 0x70, 0x73], 1];
    for (const header of [
      "null",
      "{}",
      '{"packages":[{}]}',
      "[]",
      JSON.stringify({ ...EMPTY, digests: 1e9, texts: [] }),
    ]) {
      const bytes = Uint8Array.from([...magic, format, header.length, ...new TextEncoder().encode(header)]);
      expect(() => decodeSnapshot(bytes)).toThrow(SnapshotError);
    }
  });
});
