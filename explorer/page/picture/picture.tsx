import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { visible } from "../../../provider/model/foreign-words";
import { type Data, labelOf, type Span } from "../state/data";
import { count, lookOf } from "../state/fates";
import type { Model } from "../state/model";
import { draw, type Frame, type Scene, versionsAt } from "./draw";
import { Minimap } from "./minimap";
import { dateOf, instantOf, moved, timeAt, zoomed } from "./scale";
import { ShapeIcon } from "./shape-icon";
import { useCanvas } from "./use-canvas";

const AXIS = 26;
const NARROW = 560;
const NAMES_WIDTH = 176;
const HEAD = 17;
const LEAST_LANE = 34;
const MOST_LANE = 150;

const STEP = 1.35;
const DAY = 24 * 60 * 60 * 1000;
const RANGES = [365, 90, 30, 7, 1];
const ROOM = 0.04;

/** So far a finger or a mouse moves before a press becomes a drag. */
const SLIP = 4;

interface Hover {
  readonly x: number;
  readonly y: number;
  readonly numbers: readonly number[];
}

/** Every version on a time line, one lane for each package. The list below has the same for those who don't see it. */
export function Picture({ model }: { model: Model }) {
  const { data } = model;
  const { canvas, size, theme, schedule } = useCanvas();
  const scroller = useRef<HTMLElement>(null);
  const scrollTop = useSignal(0);
  const room = useSignal({ width: 0, height: 0 });
  const hover = useSignal<Hover | undefined>(undefined);

  const frame = useComputed((): Frame => {
    const isNarrow = room.value.width < NARROW;
    const space = (room.value.height - AXIS) / Math.max(1, data.lanes.length);
    const least = LEAST_LANE + (isNarrow ? HEAD : 0);
    return {
      width: size.value.width,
      height: size.value.height,
      laneHeight: Math.floor(Math.min(Math.max(space, least), MOST_LANE)),
      laneHead: isNarrow ? HEAD : 0,
      scrollTop: scrollTop.value,
      axisHeight: AXIS,
    };
  });
  const scene = useComputed(
    (): Scene => ({
      lanes: data.lanes,
      window: model.window.value,
      now: data.snapshot.takenAt,
      fates: model.plan.value?.fates,
      hidden: model.hidden.value,
      differing: differing(model),
      selected: model.selected.value,
      related: new Set(model.why.value?.relations.map(({ version }) => version)),
    }),
  );

  useLayoutEffect(() => {
    const element = scroller.current as HTMLElement;
    const observer = new ResizeObserver(() => {
      room.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useSignalEffect(() => {
    const [what, where, colors] = [scene.value, frame.value, theme.value];
    if (colors !== undefined) schedule((context) => draw(context, what, where, colors));
  });

  const setWindow = (span: Span) => {
    model.window.value = span;
    hover.value = undefined;
  };
  const zoom = (factor: number, at = middle(model.window.value)) =>
    setWindow(zoomed(model.window.value, factor, at, data.span));
  const move = (share: number) => {
    const { from, to } = model.window.value;
    setWindow(moved({ from, to }, (to - from) * share, data.span));
  };
  useGestures(canvas, {
    zoom: (factor, x) => zoom(factor, timeAt(model.window.value, size.value.width, x)),
    move: (pixels) => move(-pixels / size.value.width),
    scroll: (pixels) => scroller.current?.scrollBy(0, -pixels),
    fits: () => (scroller.current?.scrollHeight ?? 0) <= (scroller.current?.clientHeight ?? 0) + 1,
    press: (x, y) => {
      const numbers = versionsAt(x, y, scene.value, frame.value);
      if (numbers.length === 1) model.selected.value = numbers[0];
      else if (numbers.length > 1) zoom(1 / 6, data.times[numbers[numbers.length >> 1] as number]);
    },
    hover: (x, y) => {
      const numbers = x === undefined || y === undefined ? [] : versionsAt(x, y, scene.value, frame.value);
      hover.value = numbers.length === 0 ? undefined : { x: x as number, y: y as number, numbers };
    },
  });

  const keys: Readonly<Record<string, () => void>> = {
    "+": () => zoom(1 / STEP),
    "=": () => zoom(1 / STEP),
    "-": () => zoom(STEP),
    w: () => zoom(1 / STEP),
    s: () => zoom(STEP),
    ArrowLeft: () => move(-0.15),
    a: () => move(-0.15),
    ArrowRight: () => move(0.15),
    d: () => move(0.15),
    Home: () => setWindow(data.span),
    "0": () => setWindow(data.span),
  };
  const { laneHeight, laneHead } = frame.value;
  const first = Math.max(0, Math.floor(scrollTop.value / laneHeight));
  const shown = data.lanes.slice(first, first + Math.ceil(room.value.height / laneHeight) + 1);
  return (
    <div class="picture">
      <div class="bar">
        <span class="range">
          {dateOf(model.window.value.from)} – {dateOf(model.window.value.to)}
        </span>
        <span class="buttons">
          <button type="button" class="square" aria-label="Zoom out" onClick={() => zoom(STEP * STEP)}>
            −
          </button>
          <button type="button" class="square" aria-label="Zoom in" onClick={() => zoom(1 / STEP / STEP)}>
            +
          </button>
          <button type="button" onClick={() => setWindow(data.span)}>
            All
          </button>
          {RANGES.filter((days) => days * DAY < data.span.to - data.span.from).map((days) => (
            <button key={days} type="button" onClick={() => setWindow(lastDays(days, data))}>
              <span class="away">Last </span>
              {days === 365 ? "1 y" : `${days} d`}
            </button>
          ))}
        </span>
      </div>
      <Minimap model={model} />
      <section
        ref={scroller}
        class={`lanes${laneHead > 0 ? " narrow" : ""}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard, and its keys zoom.
        tabIndex={0}
        aria-label="Time line. Plus and minus zoom, left and right move, Home shows all; the list has the same versions."
        onScroll={(event) => {
          scrollTop.value = event.currentTarget.scrollTop;
        }}
        onKeyDown={(event) => {
          const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      >
        <div style={{ height: `${AXIS + data.lanes.length * laneHeight}px` }}>
          <div class="stage" style={{ height: `${room.value.height}px` }}>
            <div class="names" style={{ width: laneHead > 0 ? "100%" : `${NAMES_WIDTH}px` }}>
              {shown.map((lane, place) => (
                <Name
                  key={lane.index}
                  model={model}
                  index={lane.index}
                  top={AXIS + (first + place) * laneHeight - scrollTop.value}
                  height={laneHead > 0 ? HEAD : laneHeight}
                />
              ))}
            </div>
            <div class="drawing" aria-hidden="true" style={{ left: laneHead > 0 ? "0" : `${NAMES_WIDTH}px` }}>
              <canvas ref={canvas} />
            </div>
            {hover.value && (
              <Tooltip model={model} hover={hover.value} left={laneHead > 0 ? 0 : NAMES_WIDTH} room={room.value} />
            )}
          </div>
        </div>
      </section>
    </div>
  );
}

function middle({ from, to }: Span): number {
  return (from + to) / 2;
}

/** With a little room after now. */
function lastDays(days: number, { span, snapshot }: Data): Span {
  const { takenAt } = snapshot;
  return { from: Math.max(span.from, takenAt - days * DAY), to: Math.min(span.to, takenAt + days * DAY * ROOM) };
}

function differing(model: Model): ReadonlySet<number> | undefined {
  const compared = model.plan.value?.compared;
  if (compared === undefined) return undefined;
  const differs = [...compared.goNow, ...compared.stayNow];
  return differs.length === 0 ? undefined : new Set(differs);
}

function Name({ model, index, top, height }: { model: Model; index: number; top: number; height: number }) {
  const one = model.data.snapshot.packages[index];
  if (one === undefined) return null;
  const isOnly = model.onlyPackage.value === index;
  const isUnread = one.problem !== undefined;
  return (
    <button
      type="button"
      tabIndex={-1}
      class={`name${isOnly ? " only" : ""}`}
      style={{ top: `${top}px`, height: `${height}px` }}
      aria-pressed={isOnly}
      title={`${visible(one.name)}${isUnread ? `: ${visible(one.problem)}` : ""}`}
      onClick={() => {
        model.onlyPackage.value = isOnly ? undefined : index;
      }}
    >
      <bdi>{visible(one.name)}</bdi>
      {isUnread && <span class="unread"> no plan</span>}
    </button>
  );
}

const TOOLTIP_WIDTH = 260;

interface TooltipProps {
  readonly model: Model;
  readonly hover: Hover;
  readonly left: number;
  readonly room: { readonly width: number; readonly height: number };
}

function Tooltip({ model, hover: { x, y, numbers }, left, room }: TooltipProps) {
  const { data, plan } = model;
  const place = {
    left: `${Math.max(0, Math.min(x + left + 14, room.width - TOOLTIP_WIDTH))}px`,
    ...(y > room.height / 2 ? { bottom: `${room.height - y + 14}px` } : { top: `${y + 14}px` }),
  };
  const [number] = numbers;
  if (number === undefined) return null;
  if (numbers.length > 1) {
    const fates = new Map<number, number>();
    for (const one of numbers) {
      const fate = plan.value?.fates[one] ?? 0;
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
    }
    return (
      <div class="tooltip" style={place}>
        <strong>{count(numbers.length, "version")}</strong>
        {[...fates].map(([fate, many]) => (
          <span key={fate}>
            <ShapeIcon look={lookOf(fate)} /> {many} {lookOf(fate).counted}
          </span>
        ))}
        <span class="soft">Press to zoom in</span>
      </div>
    );
  }
  const version = data.layout.versions[number];
  const reason = plan.value?.told[(plan.value.reasons[number] ?? 0) - 1];
  const look = lookOf(plan.value?.fates[number]);
  return (
    <div class="tooltip" style={place}>
      <strong>
        <bdi>{version && visible(labelOf(version))}</bdi>
      </strong>
      <span>
        <ShapeIcon look={look} /> {look.single}
        {reason && "rule" in reason ? `: ${visible(reason.rule)}` : ""}
      </span>
      <span class="soft">{instantOf(data.times[number] as number)}</span>
    </div>
  );
}

interface Gestures {
  readonly zoom: (factor: number, x: number) => void;
  readonly move: (pixels: number) => void;
  readonly scroll: (pixels: number) => void;
  readonly press: (x: number, y: number) => void;
  readonly hover: (x?: number, y?: number) => void;
  /** Whether all lanes are in sight, so that a wheel has nothing to scroll. */
  readonly fits: () => boolean;
}

/** Wheel, drag, press and pinch. */
function useGestures(canvas: { readonly current: HTMLCanvasElement | null }, gestures: Gestures): void {
  const latest = useRef(gestures);
  latest.current = gestures;
  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const pointers = new Map<number, PointerEvent>();
    let slipped = 0;
    const onWheel = (event: WheelEvent) => {
      const { zoom, move, fits } = latest.current;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(-(event.deltaX || event.deltaY));
      else if (event.ctrlKey || event.metaKey || fits()) zoom(1.0018 ** event.deltaY, event.offsetX);
      else return;
      event.preventDefault();
    };
    const onDown = (event: PointerEvent) => {
      pointers.set(event.pointerId, event);
      slipped = 0;
      element.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) {
        latest.current.hover(event.offsetX, event.offsetY);
        return;
      }
      const other = [...pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
      pointers.set(event.pointerId, event);
      slipped += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
      if (other !== undefined) {
        const apart = (one: PointerEvent) => Math.max(1, Math.abs(one.offsetX - other.offsetX));
        latest.current.zoom(apart(before) / apart(event), (event.offsetX + other.offsetX) / 2);
      } else if (slipped > SLIP) {
        latest.current.move(event.offsetX - before.offsetX);
        if (event.pointerType === "mouse") latest.current.scroll(event.offsetY - before.offsetY);
      }
    };
    const onUp = (event: PointerEvent) => {
      if (pointers.delete(event.pointerId) && slipped <= SLIP && event.type === "pointerup")
        latest.current.press(event.offsetX, event.offsetY);
    };
    const onLeave = () => latest.current.hover();
    element.addEventListener("wheel", onWheel, { passive: false });
    element.addEventListener("pointerdown", onDown);
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerup", onUp);
    element.addEventListener("pointercancel", onUp);
    element.addEventListener("pointerleave", onLeave);
    return () => {
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("pointerdown", onDown);
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerup", onUp);
      element.removeEventListener("pointercancel", onUp);
      element.removeEventListener("pointerleave", onLeave);
    };
  }, []);
}
