import { FATE, type Fate } from "../../worker/protocol";
import type { Lane, Span } from "../state/data";
import { LOOKS, lookOf } from "../state/fates";
import { type Bin, binsOf } from "./bins";
import { ticksOf, xOf } from "./scale";
import { drawShape } from "./shapes";
import type { Theme } from "./theme";

/** Where what is drawn. Pixels of CSS. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
  /** Room above a lane's marks for its name, where there is none beside it. */
  readonly laneHead: number;
  readonly scrollTop: number;
  readonly axisHeight: number;
}

export interface Scene {
  readonly lanes: readonly Lane[];
  readonly window: Span;
  readonly now: number;
  /** Undefined before the first plan. */
  readonly fates: Uint8Array | undefined;
  readonly hidden: ReadonlySet<Fate>;
  /** Where two policies are compared: what they agree on is dim. */
  readonly differing: ReadonlySet<number> | undefined;
  readonly selected: number | undefined;
  readonly related: ReadonlySet<number>;
}

/** The radius of a mark, its distance to the next one, and how wide what is drawn together is: larger where there is room. */
interface Sizes {
  readonly mark: number;
  readonly step: number;
  readonly bin: number;
}

function sizesOf(laneHeight: number): Sizes {
  const mark = laneHeight < 56 ? 3.4 : laneHeight < 100 ? 4.2 : 5.2;
  return { mark, step: 2 * mark + 1.2, bin: 2 * mark + 2.2 };
}

/** What goes hangs below the line; everything else stands on it. */
const BASELINE = 0.6;
const DIM = 0.25;
const HALO = 7.5;
/** So much of a lane stays free on both ends. */
const PAD = 3;

const FATES = LOOKS.map(({ fate }) => fate);
const STANDING = FATES.filter((fate) => fate !== FATE.goes);

export function draw(context: CanvasRenderingContext2D, scene: Scene, frame: Frame, theme: Theme): void {
  context.clearRect(0, 0, frame.width, frame.height);
  drawTicks(context, scene, frame, theme);
  const { laneHeight, scrollTop, height, axisHeight } = frame;
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, frame.width, height - axisHeight);
  context.clip();
  const first = Math.max(0, Math.floor(scrollTop / laneHeight));
  const last = Math.min(scene.lanes.length, Math.ceil((scrollTop + height - axisHeight) / laneHeight));
  for (let index = first; index < last; index++) {
    const top = axisHeight + index * laneHeight - scrollTop;
    drawLane(context, scene.lanes[index] as Lane, top, scene, frame, theme);
  }
  context.restore();
}

function drawTicks(context: CanvasRenderingContext2D, { window, now }: Scene, frame: Frame, theme: Theme): void {
  const { width, height, axisHeight } = frame;
  context.font = `11px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.strokeStyle = theme.line;
  context.fillStyle = theme.soft;
  context.lineWidth = 1;
  context.beginPath();
  for (const { time, label } of ticksOf(window, width)) {
    const x = Math.round(xOf(window, width, time)) + 0.5;
    context.moveTo(x, 6);
    context.lineTo(x, height);
    if (x + context.measureText(label).width + 5 < width) context.fillText(label, x + 5, axisHeight / 2);
  }
  context.stroke();
  const today = Math.round(xOf(window, width, now)) + 0.5;
  context.strokeStyle = theme.accent;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(today, axisHeight);
  context.lineTo(today, height);
  context.stroke();
  context.setLineDash([]);
}

function drawLane(
  context: CanvasRenderingContext2D,
  lane: Lane,
  top: number,
  scene: Scene,
  frame: Frame,
  theme: Theme,
): void {
  const { width, laneHeight, laneHead } = frame;
  const room = laneHeight - laneHead - 2 * PAD;
  const base = Math.round(top + laneHead + PAD + room * BASELINE) + 0.5;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base);
  context.lineTo(width, base);
  context.stroke();
  const sizes = sizesOf(laneHeight);
  const bins = binsOf(lane, scene.window, ((scene.window.to - scene.window.from) / width) * sizes.bin);
  const tallies = bins.map((bin) => tally(lane, bin, scene));
  const most = { up: 1, down: 1 };
  for (const { up, down } of tallies) {
    most.up = Math.max(most.up, up.length);
    most.down = Math.max(most.down, down.length);
  }
  const [above, below] = [room * BASELINE - 2, room * (1 - BASELINE) - 2];
  bins.forEach((bin, index) => {
    const x = xOf(scene.window, width, bin.time);
    const { up, down } = tallies[index] as Tally;
    drawHalf(context, up, x, base - 2, -1, above, most.up, sizes, scene, theme);
    drawHalf(context, down, x, base + 2, 1, below, most.down, sizes, scene, theme);
  });
}

interface Tally {
  /** The numbers of versions, those of one fate side by side. */
  readonly up: readonly number[];
  readonly down: readonly number[];
}

function tally({ numbers }: Lane, { start, end }: Bin, { fates, hidden }: Scene): Tally {
  const up: number[] = [];
  const down: number[] = [];
  for (let place = start; place < end; place++) {
    const number = numbers[place] as number;
    const fate = (fates?.[number] ?? FATE.none) as Fate;
    if (hidden.has(fate)) continue;
    (fate === FATE.goes ? down : up).push(number);
  }
  return { up, down };
}

function drawHalf(
  context: CanvasRenderingContext2D,
  numbers: readonly number[],
  x: number,
  base: number,
  direction: 1 | -1,
  room: number,
  most: number,
  { mark, step, bin }: Sizes,
  scene: Scene,
  theme: Theme,
): void {
  if (numbers.length === 0) return;
  const { fates, differing } = scene;
  const alphaOf = (number: number) => (differing === undefined || differing.has(number) ? 1 : DIM);
  if (numbers.length * step <= room + 2) {
    numbers.forEach((number, index) => {
      const fate = fates?.[number] ?? FATE.none;
      const y = base + direction * (mark + 0.5 + index * step);
      context.fillStyle = context.strokeStyle = theme.fates[fate] as string;
      context.globalAlpha = alphaOf(number);
      drawShape(context, lookOf(fate).shape, x, y, mark);
      if (number === scene.selected || scene.related.has(number))
        drawHalo(context, x, y, number === scene.selected, theme);
    });
    context.globalAlpha = 1;
    return;
  }
  const full = Math.max(Math.sqrt(numbers.length / Math.max(most, 1)) * room, Math.min(room, step));
  const counts = new Uint32Array(FATES.length);
  const alike = new Uint32Array(FATES.length);
  for (const number of numbers) {
    const fate = fates?.[number] ?? FATE.none;
    counts[fate] = (counts[fate] as number) + 1;
    if (differing !== undefined && !differing.has(number)) alike[fate] = (alike[fate] as number) + 1;
  }
  let y = base;
  for (const fate of direction === 1 ? [FATE.goes] : STANDING) {
    const share = counts[fate] as number;
    if (share === 0) continue;
    const length = (share / numbers.length) * full;
    context.fillStyle = theme.fates[fate] as string;
    context.globalAlpha = differing === undefined || (alike[fate] as number) < share ? 1 : DIM;
    context.fillRect(x - bin / 2 + 1, direction === 1 ? y : y - length, bin - 2, length);
    y += direction * length;
  }
  context.globalAlpha = 1;
  const own =
    numbers.find((number) => number === scene.selected) ?? numbers.find((number) => scene.related.has(number));
  if (own !== undefined) drawHalo(context, x, base + (direction * full) / 2, own === scene.selected, theme);
}

function drawHalo(context: CanvasRenderingContext2D, x: number, y: number, isSelected: boolean, theme: Theme): void {
  context.save();
  context.globalAlpha = 1;
  context.strokeStyle = isSelected ? theme.ink : theme.accent;
  context.lineWidth = isSelected ? 2 : 1.25;
  context.beginPath();
  context.arc(x, y, HALO, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

/** The versions at a point: one by one where they are drawn so, and all of a bar. */
export function versionsAt(x: number, y: number, scene: Scene, frame: Frame): readonly number[] {
  const { width, laneHeight, laneHead, scrollTop, axisHeight } = frame;
  if (y < axisHeight) return [];
  const index = Math.floor((y - axisHeight + scrollTop) / laneHeight);
  const lane = scene.lanes[index];
  if (lane === undefined) return [];
  const sizes = sizesOf(laneHeight);
  const bins = binsOf(lane, scene.window, ((scene.window.to - scene.window.from) / width) * sizes.bin);
  const bin = bins.find(({ time }) => Math.abs(xOf(scene.window, width, time) - x) <= sizes.bin / 2);
  if (bin === undefined) return [];
  const { up, down } = tally(lane, bin, scene);
  const room = laneHeight - laneHead - 2 * PAD;
  const base = axisHeight + index * laneHeight - scrollTop + laneHead + PAD + room * BASELINE;
  const isBelow = y > base;
  const half = isBelow ? down : up;
  const space = (isBelow ? room * (1 - BASELINE) : room * BASELINE) - 2;
  if (half.length * sizes.step > space + 2) return half;
  const found = half[Math.floor((Math.abs(y - base) - 2) / sizes.step)] ?? half.at(-1);
  return found === undefined ? [] : [found];
}
