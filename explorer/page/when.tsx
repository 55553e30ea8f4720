import { dateOf } from "./picture/scale";
import { count, grouped } from "./state/fates";
import type { Model } from "./state/model";

const DAYS = 90;
const DAY = 24 * 60 * 60 * 1000;
const HEIGHT = 28;

/** What the policy will have done by a night of the next 90 days, if nothing is published. */
export function When({ model }: { model: Model }) {
  const days = model.days.value;
  const known = [...model.forecast.value].sort((a, b) => a.day - b.day);
  const at = known.find(({ day }) => day === days);
  const most = known.reduce((top, { gone }) => Math.max(top, gone), 1);
  const line = known.map(({ day, gone }) => `${day},${(HEIGHT * (1 - gone / most)).toFixed(1)}`);
  return (
    <section class="when" aria-label="When?">
      <label>
        <span>When?</span>
        <span class="track">
          {line.length > 1 && (
            <svg viewBox={`0 0 ${DAYS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <polygon points={`0,${HEIGHT} ${line.join(" ")} ${DAYS},${HEIGHT}`} />
            </svg>
          )}
          <input
            type="range"
            min={0}
            max={DAYS}
            value={days}
            aria-label="When?"
            aria-valuetext={`${dateOf(model.data.snapshot.takenAt + days * DAY)}, ${days === 0 ? "now" : `in ${count(days, "day")}`}`}
            onInput={(event) => {
              model.days.value = Number(event.currentTarget.value);
            }}
          />
        </span>
      </label>
      <output>
        <b>{days === 0 ? "now" : `in ${count(days, "day")}`}</b> {dateOf(model.data.snapshot.takenAt + days * DAY)}
        {at && (
          <span class="soft">
            {" "}
            · {grouped(at.gone)} {days === 0 ? "go" : "gone by then"}
            {at.bytes && ` (${at.bytes.freed})`}, {grouped(at.left)} left
            {at.bytes && ` (${at.bytes.left})`}
          </span>
        )}
      </output>
    </section>
  );
}
