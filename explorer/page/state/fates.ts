import { FATE, type Fate } from "../../worker/protocol";

/** How a fate looks and is called. Each has a shape of its own, so that none is told by its colour alone. */
export interface FateLook {
  readonly fate: Fate;
  /** Of the custom property that has its colour. */
  readonly color: string;
  /** After how many there are: `12 go`. */
  readonly counted: string;
  readonly single: string;
  readonly shape: "down" | "up" | "disc" | "ring" | "diamond" | "square" | "dot" | "cross";
}

/** In the order in which they are told. */
export const LOOKS: readonly FateLook[] = [
  { fate: FATE.goes, color: "--goes", counted: "go", single: "goes", shape: "down" },
  { fate: FATE.keptByRule, color: "--kept", counted: "kept by rules", single: "kept by a rule", shape: "disc" },
  { fate: FATE.needed, color: "--needed", counted: "needed", single: "needed", shape: "ring" },
  { fate: FATE.protected, color: "--protected", counted: "protected", single: "protected", shape: "diamond" },
  { fate: FATE.blocked, color: "--blocked", counted: "refused by GitHub", single: "refused", shape: "square" },
  { fate: FATE.back, color: "--back", counted: "come back", single: "comes back", shape: "up" },
  { fate: FATE.unmatched, color: "--unmatched", counted: "match no rule", single: "matches no rule", shape: "dot" },
  { fate: FATE.gone, color: "--gone", counted: "deleted already", single: "deleted already", shape: "cross" },
  { fate: FATE.none, color: "--none", counted: "without a plan", single: "without a plan", shape: "dot" },
];

const BY_FATE: readonly (FateLook | undefined)[] = LOOKS.reduce<FateLook[]>((all, look) => {
  all[look.fate] = look;
  return all;
}, []);

export function lookOf(fate: number | undefined): FateLook {
  return BY_FATE[fate ?? FATE.none] ?? (LOOKS[LOOKS.length - 1] as FateLook);
}

/** `12,345` */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}
