/** A history as plain data: what a person reads when one fails, and what a test can play again word by word. */

export const PLACES = [
  ["container", "api"],
  ["container", "web"],
  ["npm", "lib"],
  ["docker", "old"],
] as const;

/** An index into `PLACES`. */
export type Place = 0 | 1 | 2 | 3;

/** What somebody else does on GitHub. `pick` chooses among what is there, newest first, and wraps around. */
export type Deed =
  | {
      readonly deed: "push";
      readonly place: Place;
      readonly content: number;
      readonly shape: "image" | "index" | "indexOfOld" | "signature" | "referrer";
      readonly tags: readonly string[];
      readonly daysAgo: number;
      readonly pick: number;
    }
  | { readonly deed: "tag"; readonly place: Place; readonly pick: number; readonly tag: string }
  | { readonly deed: "delete version" | "restore version"; readonly place: Place; readonly pick: number }
  | { readonly deed: "delete package" | "restore package" | "republish package"; readonly place: Place }
  | { readonly deed: "make popular"; readonly place: Place; readonly pick: number }
  | { readonly deed: "wait"; readonly days: number }
  | { readonly deed: "rename owner"; readonly programFollows: boolean }
  | { readonly deed: "migrate to container" };

export const PALETTE = [
  "package api",
  "package web",
  "package lib",
  "package old",
  "version of api by tag v1",
  "version of api by tag latest",
  "version of api by digest",
  "version of api by id",
  "version of api with its package",
  "version of lib",
  "policy over api",
  "policy over all containers",
  "policy over lib",
] as const;

export type What = (typeof PALETTE)[number];

/** How the program changes. Declaring what is declared already renames it, moves it, or changes what it says. */
export type Edit =
  | {
      readonly edit: "declare";
      readonly what: What;
      readonly name: "a" | "b";
      readonly provider: "" | "second" | "other host";
      readonly pick: number;
      readonly rules: number;
      readonly spelling: "acme" | "ACME";
    }
  | { readonly edit: "remove"; readonly what: What };

/** What goes wrong with some of the requests of a command. */
export interface Trouble {
  readonly phase: "preview" | "update";
  readonly with: "deletions" | "restorations" | "lists" | "reads" | "manifests" | "anything";
  readonly how:
    | "500"
    | "502 after it took effect"
    | "dropped"
    | "dropped after it took effect"
    | "403"
    | "404"
    | "secondary limit"
    | "html"
    | "truncated"
    | "foreign words";
  readonly skip: number;
  readonly times: number;
}

export interface Command {
  readonly command: "preview" | "up" | "refresh" | "destroy" | "save plan" | "up --plan";
  readonly refreshes?: boolean;
  readonly skipsPreview?: boolean;
  readonly isEager?: boolean;
  readonly troubles?: readonly Trouble[];
  readonly lag?: { readonly staleLists?: number; readonly delayedAbsence?: number; readonly delayedPresence?: number };
  /** Between preview and update. */
  readonly between?: readonly Deed[];
  /** When the update's request of this number arrives. */
  readonly during?: { readonly request: number; readonly deeds: readonly Deed[] };
  /** When the update's request of this number arrives. */
  readonly killedAt?: number;
  readonly clockAheadDays?: number;
}

export type Event = Deed | Edit | Command;

export interface History {
  readonly limits: boolean;
  readonly lastTagged: "refuse" | "delete";
  /** Whether policies are told what the program declares: by generated SDKs they are not. */
  readonly tellsPolicies: boolean;
  readonly events: readonly Event[];
}
