import { visible } from "../../provider/model/foreign-words";
import { FATE, type Fate } from "../worker/protocol";
import { ShapeIcon } from "./picture/shape-icon";
import { count, grouped, LOOKS } from "./state/fates";
import type { Difference, Model } from "./state/model";

/** What the plan comes to, in numbers; each of them shows and hides what it counts. */
export function Summary({ model }: { model: Model }) {
  const { plan } = model;
  const counts = plan.value?.counts ?? [];
  const isStale = model.mistakes.value.length > 0;
  const toggle = (fate: Fate) => {
    const next = new Set(model.hidden.value);
    if (!next.delete(fate)) next.add(fate);
    model.hidden.value = next;
  };
  return (
    <section class={`summary${isStale ? " stale" : ""}`} aria-label="The plan">
      {/* biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields of a form. */}
      <div class="chips" role="group" aria-label="Show">
        {LOOKS.filter(({ fate }) => (counts[fate] ?? 0) > 0 || fate === FATE.goes).map((look) => (
          <button
            key={look.fate}
            type="button"
            class={`chip count${look.fate === FATE.goes ? " main" : ""}`}
            aria-pressed={!model.hidden.value.has(look.fate)}
            onClick={() => toggle(look.fate)}
          >
            <ShapeIcon look={look} />
            <b>{grouped(counts[look.fate] ?? 0)}</b>{" "}
            {look.fate === FATE.goes && counts[look.fate] === 1 ? "goes" : look.counted}
          </button>
        ))}
      </div>
      <Comparing model={model} />
      <output class="away" aria-live="polite">
        {sentence(model)}
      </output>
    </section>
  );
}

function sentence({ plan, mistakes, isPlanning }: Model): string {
  if (isPlanning.value) return "";
  if (mistakes.value.length > 0) return count(mistakes.value.length, "mistake");
  const counts = plan.value?.counts;
  if (counts === undefined) return "";
  return LOOKS.filter(({ fate }) => (counts[fate] ?? 0) > 0)
    .map(({ fate, counted }) => `${grouped(counts[fate] ?? 0)} ${counted}`)
    .join(", ");
}

/** What would change from another policy to this one. */
function Comparing({ model }: { model: Model }) {
  const compared = model.plan.value?.compared;
  const bases = model.bases.value;
  const chosen = bases.indexOf(model.base.value as (typeof bases)[number]);
  const differ = compared === undefined ? 0 : compared.goNow.length + compared.stayNow.length;
  const differences: readonly [Difference, string, number][] =
    compared && differ > 0
      ? [
          ["goNow", "go now", compared.goNow.length],
          ["stayNow", "stay now", compared.stayNow.length],
        ]
      : [];
  return (
    <div class="comparing">
      <label>
        What changes from{" "}
        <select
          value={String(chosen)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value === "pin") model.pin();
            else model.base.value = bases[Number(value)];
          }}
        >
          <option value="-1">nothing to compare with</option>
          {bases.map((base, index) => (
            <option key={base.name} value={String(index)}>
              {visible(base.name)}
            </option>
          ))}
          <option value="pin">this draft, as it is now</option>
        </select>
      </label>
      {compared && differ === 0 && <span>No version differs.</span>}
      {differences.map(([difference, words, many]) => (
        <button
          key={difference}
          type="button"
          class={`chip ${difference}`}
          aria-pressed={model.difference.value === difference}
          disabled={many === 0 && model.difference.value !== difference}
          onClick={() => {
            model.difference.value = model.difference.value === difference ? undefined : difference;
          }}
        >
          <b>
            {difference === "goNow" ? "−" : "+"}
            {grouped(many)}
          </b>{" "}
          {words}
        </button>
      ))}
    </div>
  );
}
