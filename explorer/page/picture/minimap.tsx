import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { FATE, type Fate } from "../../worker/protocol";
import type { Data } from "../state/data";
import { LOOKS } from "../state/fates";
import type { Model } from "../state/model";
import { moved, timeAt, xOf } from "./scale";
import type { Theme } from "./theme";
import { type Size, useCanvas } from "./use-canvas";

/** A column's width in pixels. */
const COLUMN = 3;
const BASELINE = 0.66;

/** All of the time that there is, and which part of it the picture shows. */
export function Minimap({ model }: { model: Model }) {
  const { canvas, size, theme, schedule } = useCanvas();
  const dragging = useRef<number | undefined>(undefined);

  useSignalEffect(() => {
    const [plan, window, hidden, its, colors] = [
      model.plan.value,
      model.window.value,
      model.hidden.value,
      size.value,
      theme.value,
    ];
    if (colors === undefined) return;
    schedule((context) => {
      drawAll(context, model.data, plan?.fates, hidden, its, colors);
      const [left, right] = [xOf(model.data.span, its.width, window.from), xOf(model.data.span, its.width, window.to)];
      context.fillStyle = colors.accent;
      context.globalAlpha = 0.12;
      context.fillRect(left, 0, right - left, its.height);
      context.globalAlpha = 1;
      context.fillRect(left, 0, 2, its.height);
      context.fillRect(right - 2, 0, 2, its.height);
    });
  });

  const center = (event: PointerEvent) => {
    const { span } = model.data;
    const { from, to } = model.window.value;
    const time = timeAt(span, size.value.width, event.offsetX);
    model.window.value = moved({ from, to }, time - (from + to) / 2, span);
  };
  return (
    <div class="minimap" aria-hidden="true">
      <canvas
        ref={canvas}
        onPointerDown={(event) => {
          dragging.current = event.pointerId;
          event.currentTarget.setPointerCapture(event.pointerId);
          center(event);
        }}
        onPointerMove={(event) => dragging.current === event.pointerId && center(event)}
        onPointerUp={() => {
          dragging.current = undefined;
        }}
      />
    </div>
  );
}

function drawAll(
  context: CanvasRenderingContext2D,
  { times, span, layout }: Data,
  fates: Uint8Array | undefined,
  hidden: ReadonlySet<Fate>,
  { width, height }: Size,
  theme: Theme,
): void {
  context.clearRect(0, 0, width, height);
  const columns = Math.max(1, Math.ceil(width / COLUMN));
  const counts = LOOKS.map(() => new Uint32Array(columns));
  const totals = new Uint32Array(columns);
  const scale = columns / (span.to - span.from);
  for (let number = 0; number < layout.versions.length; number++) {
    const fate = fates?.[number] ?? FATE.none;
    if (hidden.has(fate as Fate)) continue;
    const column = Math.floor(((times[number] as number) - span.from) * scale);
    if (column < 0 || column >= columns) continue;
    const its = counts[fate] as Uint32Array;
    its[column] = (its[column] as number) + 1;
    totals[column] = (totals[column] as number) + 1;
  }
  const most = totals.reduce((a, b) => Math.max(a, b), 1);
  const base = Math.round(height * BASELINE);
  for (let column = 0; column < columns; column++) {
    let y = base;
    for (const { fate } of LOOKS) {
      const share = (counts[fate] as Uint32Array)[column] as number;
      if (share === 0) continue;
      const room = fate === FATE.goes ? height - base : base;
      const length = Math.max(1, (Math.sqrt(share) / Math.sqrt(most)) * (room - 1));
      context.fillStyle = theme.fates[fate] as string;
      if (fate === FATE.goes) context.fillRect(column * COLUMN, base + 1, COLUMN - 0.75, length);
      else {
        context.fillRect(column * COLUMN, Math.max(0, y - length), COLUMN - 0.75, length);
        y -= length;
      }
    }
  }
}
