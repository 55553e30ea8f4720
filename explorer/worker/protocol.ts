import type { PackageFailure } from "../../provider/retention";

/** What becomes of a version. Codes, because there may be a hundred thousand of them. */
export const FATE = {
  /** The policy does not cover its package, or no plan is drawn for that. */
  none: 0,
  goes: 1,
  keptByRule: 2,
  /** Something that stays needs it. */
  needed: 3,
  /** Declared, young, the last one: it stays whatever the rules say. */
  protected: 4,
  /** GitHub refuses to delete it. */
  blocked: 5,
  /** It was deleted and comes back. */
  back: 6,
  unmatched: 7,
  /** It was deleted and stays so. */
  gone: 8,
} as const;
export type Fate = (typeof FATE)[keyof typeof FATE];

/** A policy as people write it. */
export type RawPolicy = Readonly<Record<string, unknown>>;

/** What the page asks. Each plan has a number; what comes for an earlier one is out of date. */
export type Question =
  | { readonly kind: "load"; readonly bytes: Uint8Array }
  | {
      readonly kind: "plan";
      readonly seq: number;
      readonly policy: RawPolicy;
      /** What it is compared with, and what it may restore from. */
      readonly base?: RawPolicy;
      /** So many days after the moment that ages would be measured against. */
      readonly days: number;
    }
  | { readonly kind: "why"; readonly ask: number; readonly version: number }
  | { readonly kind: "read"; readonly ask: number; readonly text: string };

export type Answer =
  | { readonly kind: "loaded" }
  | ({ readonly kind: "plan"; readonly seq: number } & PlanAnswer)
  | { readonly kind: "mistakes"; readonly seq: number; readonly mistakes: readonly PolicyMistake[] }
  | { readonly kind: "forecast"; readonly seq: number; readonly days: readonly ForecastDay[] }
  | { readonly kind: "why"; readonly ask: number; readonly why: Why | undefined }
  | { readonly kind: "read"; readonly ask: number; readonly found: ReadPolicy };

export interface PolicyMistake {
  /** `rules["newest"].mostRecent.count` */
  readonly property: string;
  readonly reason: string;
}

/** Why a version goes or stays: a rule by its name, or the planner's words. */
export type Reason = { readonly rule: string } | { readonly words: string };

/** What becomes of every version. Versions are numbered as `layOut` does. */
export interface PlanAnswer {
  readonly fates: Uint8Array;
  /** Which of the reasons, plus one; 0 where there is none. */
  readonly reasons: Uint16Array;
  readonly told: readonly Reason[];
  /** How many there are of each fate. */
  readonly counts: readonly number[];
  /** What the preview would fail with. */
  readonly stops: readonly PolicyMistake[];
  /** Packages that are passed over, or that stop the plan, because too little is known of them. */
  readonly unreadable: readonly PackageFailure[];
  readonly wholePackages: readonly string[];
  /** Only where it was asked for. */
  readonly compared?: Comparison;
}

/** On which versions two policies differ. */
export interface Comparison {
  /** The fates by the policy that is compared with. */
  readonly before: Uint8Array;
  readonly goNow: Uint32Array;
  readonly stayNow: Uint32Array;
}

export interface ForecastDay {
  readonly day: number;
  readonly gone: number;
  readonly left: number;
  /** In words, where it is known what versions are made of. */
  readonly bytes?: { readonly freed: string; readonly left: string };
}

/** All about one version. */
export interface Why {
  readonly version: number;
  readonly fate: Fate;
  /** One sentence. */
  readonly sentence: string;
  readonly rules: readonly RuleVerdict[];
  /** The image it goes with. */
  readonly with?: number;
  readonly relations: readonly Relation[];
  readonly missing: readonly string[];
}

/** What one rule says of one version. */
export interface RuleVerdict {
  readonly rule: string;
  readonly action: "keep" | "delete";
  readonly decides: boolean;
  readonly words: string;
}

/** Another version of the same image. */
export interface Relation {
  readonly version: number;
  readonly how: "is listed by" | "lists" | "is attached to" | "carries";
  readonly platform?: string;
}

export type ReadPolicy =
  | {
      readonly outcome: "policies";
      readonly policies: readonly { readonly name: string; readonly inputs: RawPolicy }[];
    }
  | { readonly outcome: "mistake"; readonly reason: string };
