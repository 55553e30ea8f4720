import { createHash } from "node:crypto";

const ALGORITHMS: Readonly<Record<string, RegExp>> = {
  sha256: /^[0-9a-f]{64}$/,
  sha512: /^[0-9a-f]{128}$/,
};

/** Whether this is a digest that can be verified: SHA-256 or SHA-512, the algorithms that the OCI image spec registers. */
export function isDigest(text: string): boolean {
  const [algorithm = "", hex = "", ...rest] = text.split(":");
  return (
    rest.length === 0 && (Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined)?.test(hex) === true
  );
}

/** The bytes that `digest` names, when they are what `body` brings; nothing else of an answer may be believed. */
export function verifiedContent(digest: string, body: Buffer): Buffer | undefined {
  const algorithm = digest.slice(0, digest.indexOf(":"));
  if (hashOf(algorithm, body) === digest) return body;
  const signed = signedPayload(body);
  return signed !== undefined && hashOf(algorithm, signed) === digest ? signed : undefined;
}

function hashOf(algorithm: string, content: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
}

/**
 * The part of a signed Docker manifest (schema 1) that its digest is made of: the document as it was before the
 * signatures were added, which the signature's protected header describes by a length and an ending
 * (distribution.github.io/distribution/spec/deprecated-schema-v1).
 */
function signedPayload(body: Buffer): Buffer | undefined {
  if (!body.includes('"signatures"')) return undefined;
  try {
    const { signatures } = JSON.parse(body.toString("utf8"));
    const { formatLength, formatTail } = JSON.parse(Buffer.from(signatures[0].protected, "base64url").toString("utf8"));
    if (!Number.isInteger(formatLength) || formatLength < 0 || formatLength > body.length) return undefined;
    return Buffer.concat([body.subarray(0, formatLength), Buffer.from(String(formatTail), "base64url")]);
  } catch {
    return undefined;
  }
}
