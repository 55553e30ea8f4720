/** What most names of a container package are. 32 bytes hold it. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** A tag by which a signature and its like name their image: a digest that is in the snapshot anyway, and what it is of it. */
export const DIGEST_TAG = /^sha256-([0-9a-f]{64})(.*)$/s;

export const DIGEST_BYTES = 32;

/** How a name is written, in the lowest two bits of its number; a number that is 0 is no name. */
export const NameKind = { Digest: 1, Text: 2, DigestTag: 3, Count: 4 } as const;

/** A content's number in place of its digest. */
export const CONTENT = /^#(0|[1-9]\d{0,14})$/;
