import type { RetentionVersion } from "../../../provider/retention";
import type { Snapshot, SnapshotPackage } from "../../snapshot";
import { type Layout, layOut } from "../../worker/lay-out";

/** The versions of one package, oldest first. */
export interface Lane {
  readonly package: SnapshotPackage;
  readonly index: number;
  readonly numbers: Uint32Array;
  readonly times: Float64Array;
}

/** A snapshot as the page draws it: what no rule changes. */
export interface Data {
  readonly snapshot: Snapshot;
  readonly layout: Layout;
  /** When each version was created. */
  readonly times: Float64Array;
  readonly lanes: readonly Lane[];
  readonly newestFirst: Uint32Array;
  readonly span: Span;
}

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const HOUR = 60 * 60 * 1000;

/** Room beside the oldest and the newest, as a share of the whole. */
const MARGIN = 0.02;

export function arrange(snapshot: Snapshot): Data {
  const layout = layOut(snapshot);
  const times = Float64Array.from(layout.versions, ({ createdAt }) => Date.parse(createdAt) || snapshot.takenAt);
  const byTime = (a: number, b: number) => (times[a] as number) - (times[b] as number) || a - b;
  const lanes = snapshot.packages.map((one, index) => {
    const [start, end] = [layout.starts[index] as number, layout.starts[index + 1] as number];
    const numbers = Uint32Array.from({ length: end - start }, (_, place) => start + place).sort(byTime);
    return { package: one, index, numbers, times: Float64Array.from(numbers, (number) => times[number] as number) };
  });
  const newestFirst = Uint32Array.from(layout.versions.keys()).sort((a, b) => byTime(b, a));
  const oldest = times[newestFirst.at(-1) ?? 0] ?? snapshot.takenAt;
  const length = Math.max(snapshot.takenAt - oldest, HOUR);
  const span = { from: oldest - length * MARGIN, to: snapshot.takenAt + length * MARGIN };
  return { snapshot, layout, times, lanes, newestFirst, span };
}

const SHORT_DIGEST = "sha256:0123456789ab".length;

/** What identifies a version to people: its tags, or its name, a digest shortened. */
export function labelOf({ tags = [], name }: RetentionVersion): string {
  const ordinary = tags.filter((tag) => !tag.startsWith("sha256-"));
  return ordinary.length > 0 ? ordinary.join(", ") : shortName(name);
}

export function shortName(name: string): string {
  return name.startsWith("sha256:") ? name.slice(0, SHORT_DIGEST) : name;
}
