import { createHash } from "node:crypto";
import { isDigest, verifiedContent } from "../../../provider/registry/digest";

const hash = (algorithm: string, content: string) =>
  `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;

/** A signed manifest as Docker writes it: the signatures stand before the last brace of what is signed. */
function sign(payload: string): string {
  const formatLength = payload.lastIndexOf("\n}");
  const header = { formatLength, formatTail: Buffer.from(payload.slice(formatLength)).toString("base64url") };
  const signature = { header: { alg: "ES256" }, protected: Buffer.from(JSON.stringify(header)).toString("base64url") };
  return `${payload.slice(0, formatLength)},\n   "signatures": [${JSON.stringify(signature)}]\n}`;
}

describe("a digest", () => {
  it.each([
    [hash("sha256", "x"), true],
    [hash("sha512", "x"), true],
    [hash("sha256", "x").toUpperCase(), false],
    [hash("md5", "x"), false],
    ["sha256:abc", false],
    [`${hash("sha256", "x")}:`, false],
    ["constructor:abc", false],
    ["latest", false],
  ])("%s can be verified: %s", (text, expected) => {
    expect(isDigest(text)).toBe(expected);
  });

  it("verifies what it names and nothing else", () => {
    const body = Buffer.from("content");
    expect(verifiedContent(hash("sha256", "content"), body)).toBe(body);
    expect(verifiedContent(hash("sha512", "content"), body)).toBe(body);
    expect(verifiedContent(hash("sha256", "other"), body)).toBeUndefined();
  });

  it("of a signed manifest is that of what was signed, which alone is believed", () => {
    const payload = '{\n   "schemaVersion": 1,\n   "fsLayers": []\n}';
    const signed = sign(payload);
    expect(verifiedContent(hash("sha256", payload), Buffer.from(signed))?.toString()).toBe(payload);
    const forged = signed.replace('"fsLayers": []', '"fsLayers": [1]');
    expect(verifiedContent(hash("sha256", payload), Buffer.from(forged))).toBeUndefined();
  });

  it.each(['{"signatures": 1}', '{"signatures": [{"protected": "e30"}]}', '"signatures"'])(
    "is not confused by %s",
    (body) => {
      expect(verifiedContent(hash("sha256", "other"), Buffer.from(body))).toBeUndefined();
    },
  );
});
