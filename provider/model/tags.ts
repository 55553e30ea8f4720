/**
 * Tags by which tools attach something to an image of the same repository: the referrers tag schema
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema) and cosign's
 * (https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md).
 */
const DIGEST_TAG = /^sha256-([0-9a-f]{64})(?:\.(sig|att|sbom))?$/;

export interface DigestTag {
  /** The digest that it names. */
  readonly subject: string;
  readonly what: "signature" | "attestation" | "SBOM" | "referrer";
}

const WHAT: Readonly<Record<string, DigestTag["what"]>> = { sig: "signature", att: "attestation", sbom: "SBOM" };

/** What a tag attaches its version to; undefined for ordinary tags, and for one that names the version's own digest. */
export function digestTag(tag: string, ownName: string): DigestTag | undefined {
  const found = DIGEST_TAG.exec(tag);
  if (found === null || ownName === `sha256:${found[1]}`) return undefined;
  return { subject: `sha256:${found[1]}`, what: WHAT[found[2] ?? ""] ?? "referrer" };
}

/** The tags that people gave, which are the ones that rules ask about: step 1 of docs/retention.md. */
export function ordinaryTags(version: { readonly name: string; readonly tags?: readonly string[] }): readonly string[] {
  const tags = version.tags ?? NO_TAGS;
  return tags.some((tag) => digestTag(tag, version.name)) ? tags.filter((tag) => !digestTag(tag, version.name)) : tags;
}

const NO_TAGS: readonly string[] = [];
