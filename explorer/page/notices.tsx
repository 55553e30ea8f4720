import { visible } from "../../provider/model/foreign-words";
import { count } from "./state/fates";
import type { Model } from "./state/model";

/** So many of a kind are told before the rest is counted. */
const TOLD = 4;

const IN_USE_UNSEEN =
  "The policy has inUse, and this page has not read what that names: versions that it keeps may be shown as going.";

function usesUnseen({ policy, data }: Model): boolean {
  const { inUse } = policy.value;
  return Array.isArray(inUse) && inUse.length > 0 && data.snapshot.packages.every((one) => one.inUse === undefined);
}

/** What is missing, and what the preview of this policy would stop at. */
export function Notices({ model, linkMistake }: { model: Model; linkMistake: string | undefined }) {
  const { missing, packages } = model.data.snapshot;
  const plan = model.plan.value;
  const unreadable = plan?.unreadable ?? [];
  const stops = (plan?.stops ?? []).filter(({ property }) => property !== "packages");
  const unread = unreadable.length > 0 ? [] : packages.filter(({ problem }) => problem !== undefined);
  const lists: readonly [string, readonly string[]][] = [
    ["link", linkMistake === undefined ? [] : [linkMistake]],
    ["stop", stops.map(({ property, reason }) => `The preview would stop (${property}): it ${reason}`)],
    ["unread", unreadable.map((one) => `No plan for ${one.package}: ${one.reason}.`)],
    ["unread", unread.map(({ name, problem }) => `Too little is known of ${name}: ${problem}.`)],
    ["missing", missing],
    ["inUse", usesUnseen(model) ? [IN_USE_UNSEEN] : []],
    ["whole", (plan?.wholePackages ?? []).map((name) => `The package ${name} would go as a whole.`)],
  ];
  const shown = lists.filter(([, lines]) => lines.length > 0);
  if (shown.length === 0) return null;
  return (
    <ul class="notices" aria-label="To know">
      {shown.flatMap(([kind, lines]) => [
        ...lines.slice(0, TOLD).map((line) => (
          <li key={line} class={kind}>
            {visible(line)}
          </li>
        )),
        ...(lines.length > TOLD
          ? [
              <li key={`more ${kind}`} class={kind}>
                and {count(lines.length - TOLD, "more like it", "more like it")}
              </li>,
            ]
          : []),
      ])}
    </ul>
  );
}
