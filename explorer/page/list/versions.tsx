// biome-ignore-all lint/a11y/useSemanticElements: a table can't leave out the rows that are out of sight, so the parts of this grid have their roles themselves.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { visible } from "../../../provider/model/foreign-words";
import { dateOf, instantOf } from "../picture/scale";
import { ShapeIcon } from "../picture/shape-icon";
import { labelOf } from "../state/data";
import { count, lookOf } from "../state/fates";
import type { Model } from "../state/model";

/** Pixels. All rows are alike, so that only those in sight are there. */
const ROW = 32;
const BEYOND = 6;

/** The versions as a list: what the picture shows, for eyes, keyboards and screen readers alike. */
export function Versions({ model }: { model: Model }) {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const height = useSignal(0);
  /** The row that the keyboard is at. */
  const current = useSignal(0);
  const rows = model.rows.value;

  useLayoutEffect(() => {
    const element = scroller.current as HTMLDivElement;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useSignalEffect(() => {
    const place = model.rows.value.indexOf(model.selected.value ?? -1);
    if (place >= 0) current.value = place;
    else if (current.peek() >= model.rows.value.length) current.value = 0;
  });

  const show = (place: number) => {
    const element = scroller.current as HTMLDivElement;
    const top = place * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * ROW - element.clientHeight;
  };
  const go = (place: number) => {
    current.value = Math.min(Math.max(place, 0), rows.length - 1);
    show(current.value);
  };
  const page = Math.max(1, Math.floor(height.value / ROW) - 2);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(current.value + 1),
    ArrowUp: () => go(current.value - 1),
    PageDown: () => go(current.value + page),
    PageUp: () => go(current.value - page),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    Enter: () => {
      model.selected.value = rows[current.value];
    },
    " ": () => {
      model.selected.value = rows[current.value];
    },
  };

  const first = Math.max(0, Math.floor(scrollTop.value / ROW) - BEYOND);
  const shown = Array.from(rows.subarray(first, first + Math.ceil(height.value / ROW) + 2 * BEYOND));
  return (
    <section class="versions" aria-label="Versions">
      <div class="bar">
        <input
          type="search"
          aria-label="Find versions by tag, name, digest, id or package"
          placeholder="Find a tag, digest, id, package   /"
          value={model.query.value}
          onInput={(event) => {
            model.query.value = event.currentTarget.value;
          }}
        />
        {model.onlyPackage.value !== undefined && (
          <button
            type="button"
            class="chip"
            onClick={() => {
              model.onlyPackage.value = undefined;
            }}
          >
            <bdi>{visible(model.data.snapshot.packages[model.onlyPackage.value]?.name ?? "")}</bdi>
            <span aria-hidden="true">×</span>
            <span class="away">: show all packages again</span>
          </button>
        )}
        <span class="soft tally">{count(rows.length, "version")}</span>
      </div>
      <div
        ref={scroller}
        class="grid"
        role="grid"
        aria-label="Versions, the newest first"
        aria-rowcount={rows.length + 1}
        aria-colcount={4}
        aria-activedescendant={rows.length > 0 ? `version-${rows[current.value]}` : undefined}
        tabIndex={0}
        onScroll={(event) => {
          scrollTop.value = event.currentTarget.scrollTop;
        }}
        onKeyDown={(event) => {
          const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
          if (act === undefined || rows.length === 0) return;
          event.preventDefault();
          act();
        }}
      >
        <div class="row head" role="row" aria-rowindex={1} tabIndex={-1}>
          {["Version", "Package", "Created", "What becomes of it"].map((title) => (
            <span key={title} role="columnheader" tabIndex={-1}>
              {title}
            </span>
          ))}
        </div>
        <div role="rowgroup" style={{ height: `${rows.length * ROW}px` }}>
          {shown.map((number, place) => (
            <Row
              key={number}
              model={model}
              number={number}
              place={first + place}
              isCurrent={first + place === current.value}
            />
          ))}
        </div>
        {rows.length === 0 && <p class="empty">No version is like that.</p>}
      </div>
    </section>
  );
}

interface RowProps {
  readonly model: Model;
  readonly number: number;
  readonly place: number;
  readonly isCurrent: boolean;
}

function Row({ model, number, place, isCurrent }: RowProps) {
  const { data } = model;
  const version = data.layout.versions[number];
  const one = data.snapshot.packages[data.layout.packageOf[number] as number];
  if (version === undefined || one === undefined) return null;
  const plan = model.plan.value;
  const look = lookOf(plan?.fates[number]);
  const reason = plan?.told[(plan.reasons[number] ?? 0) - 1];
  const words = reason === undefined ? look.single : "rule" in reason ? visible(reason.rule) : reason.words;
  const isSelected = model.selected.value === number;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
    <div
      id={`version-${number}`}
      class={`row${isCurrent ? " current" : ""}${isSelected ? " selected" : ""}`}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      tabIndex={-1}
      style={{ transform: `translateY(${place * ROW}px)` }}
      onClick={() => {
        model.selected.value = isSelected ? undefined : number;
      }}
    >
      <span role="gridcell" class="version" tabIndex={-1}>
        <bdi>{visible(labelOf(version))}</bdi>
      </span>
      <span role="gridcell" class="package" tabIndex={-1}>
        <bdi>{visible(one.name)}</bdi>
      </span>
      <span role="gridcell" class="created" tabIndex={-1} title={instantOf(data.times[number] as number)}>
        {dateOf(data.times[number] as number)}
      </span>
      <span role="gridcell" class="fate" tabIndex={-1}>
        <ShapeIcon look={look} />
        <span class="away">{look.single}: </span>
        <bdi>{words}</bdi>
      </span>
    </div>
  );
}
