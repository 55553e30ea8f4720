import type { DispositionOfDay } from "../../../provider/retention";
import { keptBecause } from "../phrases";

export type Fate = DispositionOfDay["fate"];

/** One row of the picture: the versions that have one fate for one reason. */
export interface Lane {
  readonly fate: Fate;
  readonly label: string;
  /** Whether the label is a rule's name. */
  readonly isRule: boolean;
  readonly count: number;
  /** Day → how many were created on it. */
  readonly days: ReadonlyMap<string, number>;
}

const ORDER: readonly Fate[] = ["deleted", "restored", "spared", "kept"];

export function lanesOf(fates: readonly DispositionOfDay[]): Lane[] {
  const lanes = new Map<string, { fate: Fate; label: string; isRule: boolean; days: Map<string, number> }>();
  for (const { fate, by, day, count } of fates) {
    const { label, isRule } = by === undefined ? { label: "", isRule: false } : labelOf(by);
    const key = `${fate} ${isRule} ${label}`;
    const lane = lanes.get(key) ?? { fate, label, isRule, days: new Map<string, number>() };
    lane.days.set(day, (lane.days.get(day) ?? 0) + count);
    lanes.set(key, lane);
  }
  return [...lanes.values()]
    .map((lane) => ({ ...lane, count: [...lane.days.values()].reduce((sum, one) => sum + one, 0) }))
    .sort((a, b) => ORDER.indexOf(a.fate) - ORDER.indexOf(b.fate) || b.count - a.count);
}

function labelOf(by: NonNullable<DispositionOfDay["by"]>): Pick<Lane, "label" | "isRule"> {
  const because = keptBecause(by);
  return "rule" in because ? { label: because.rule, isRule: true } : { label: because.words, isRule: false };
}
