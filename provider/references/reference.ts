import type { PackageType } from "../model/package";

/** Which versions of its package a reference means. */
export type Meaning =
  /** `value` may hold `*`. */
  | { readonly kind: "tag" | "version"; readonly value: string }
  | { readonly kind: "digest"; readonly value: string }
  /** A range of semantic versions, as npm writes them. */
  | { readonly kind: "range"; readonly value: string }
  /** Any of them: no version is written, or one that nobody can resolve. */
  | { readonly kind: "every" };

/** What somebody wrote to mean versions of a package. */
export interface Reference {
  readonly packageType: PackageType;
  /** Whether the path begins with a registry's host. */
  readonly hasHost: boolean;
  /** In lower case: `ghcr.io/acme/api`, `acme/api`, or a name alone where that is all that people write. May hold `*`. */
  readonly path: string;
  readonly meaning: Meaning;
  /** Whether nobody wrote the version: an image without a tag may get one elsewhere. */
  readonly isImplied?: true;
}
