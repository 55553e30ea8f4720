/** Why a version stays. One reason is told, the first of these that holds. */
export type KeepReason =
  | { readonly kind: "rule"; readonly rule: string }
  /** `by`: where it is used. Absent where versions are counted. */
  | { readonly kind: "inUse"; readonly by?: string }
  | { readonly kind: Exclude<OtherKeepReason, "inUse"> };

/** The reasons that are no keep rule. */
export type OtherKeepReason =
  | "inUse"
  | "declared"
  | "young"
  | "blocked"
  | "orphanReferrer"
  | "unmatched"
  | "needed"
  | "lastVersion"
  | "mayBeNeeded"
  | "awaited";

/** A reason in words. */
export interface ReasonWords {
  /** After how many stay for it: `3 by minAge`. */
  readonly counted: string;
  /** Why one that was deleted comes back: `minAge keeps it`. */
  readonly sentence: string;
  /** In a table: `younger than minAge`. */
  readonly label: string;
}

/** The reasons as docs/retention.md names them. */
export const REASON_WORDS: Readonly<Record<OtherKeepReason, ReasonWords>> = {
  needed: {
    counted: "as parts of what stays",
    sentence: "a version that stays needs it",
    label: "part of what stays",
  },
  unmatched: { counted: "that no rule matches", sentence: "no rule does now", label: "no rule matches" },
  young: { counted: "by minAge", sentence: "minAge keeps it", label: "younger than minAge" },
  inUse: { counted: "in use", sentence: "it is in use", label: "in use" },
  declared: {
    counted: "declared by the program",
    sentence: "the program declares it",
    label: "declared by the program",
  },
  blocked: {
    counted: "that GitHub refuses to delete",
    sentence: "GitHub refuses to delete it",
    label: "GitHub refuses to delete it",
  },
  orphanReferrer: {
    counted: "as signatures of images that are not here",
    sentence: "orphan referrers stay",
    label: "signature of an image that is not here",
  },
  lastVersion: {
    counted: "by onAllMatched",
    sentence: "onAllMatched keeps it",
    label: "the last version (onAllMatched)",
  },
  awaited: {
    counted: "that a declared version which is gone needs, or may need",
    sentence: "a declared version that is gone needs it, or may",
    label: "a declared version that is gone needs it, or may",
  },
  mayBeNeeded: {
    counted: "until it is known what an image that comes back needs",
    sentence: "an image that comes back may need it",
    label: "an image that comes back may need it",
  },
};

/** Why a version stays, in a table: `in use: deploy/api.yaml:12`. */
export function labelOf(reason: Exclude<KeepReason, { readonly kind: "rule" }>): string {
  const { label } = REASON_WORDS[reason.kind];
  return "by" in reason && reason.by !== undefined ? `${label}: ${reason.by}` : label;
}
