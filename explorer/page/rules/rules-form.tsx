import { type Draft, type DraftRule, newRule, property, repeatedNames, withProperty } from "../state/draft";
import type { Model } from "../state/model";
import { AddField } from "./add-field";
import { FieldRow, isAbout, Mistakes } from "./field";
import { POLICY_FIELDS } from "./fields";
import { RuleCard } from "./rule-card";
import { firstValue } from "./values";

/** What every policy says first. */
const ALWAYS = ["packageType", "packages"];

/** The policy as a form: each property with its documentation and with what is wrong with it. */
export function RulesForm({ model }: { model: Model }) {
  const draft = model.draft.value;
  const mistakes = model.mistakes.value;
  const repeated = repeatedNames(draft);
  const isGiven = ({ name }: { name: string }) => ALWAYS.includes(name) || Object.hasOwn(draft.inputs, name);
  const fields = POLICY_FIELDS.filter(isGiven).sort((a, b) => rank(a.name) - rank(b.name));
  const change = (next: Partial<Draft>) => {
    model.draft.value = { ...model.draft.value, ...next };
  };
  const setInput = (name: string, value: unknown) => change({ inputs: withProperty(draft.inputs, name, value) });
  const places = [
    ...fields.map(({ name }) => name),
    ...draft.rules.map(({ name }) => `rules[${JSON.stringify(name)}]`),
  ];
  const setRule = (rule: DraftRule) =>
    change({ rules: draft.rules.map((other) => (other.id === rule.id ? rule : other)) });
  const add = (action: "delete" | "keep") =>
    change({ rules: [...draft.rules, newRule(freeName(draft, action), startOf(action))] });
  return (
    <div class="rules-form">
      <Mistakes mistakes={mistakes.filter((mistake) => !places.some((place) => isAbout(mistake, place)))} />
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          path={field.name}
          value={property(draft.inputs, field.name)}
          mistakes={mistakes}
          onChange={(value) => setInput(field.name, value)}
          onRemove={ALWAYS.includes(field.name) ? undefined : () => setInput(field.name, undefined)}
        />
      ))}
      <AddField
        title="Add a limit or a setting"
        fields={POLICY_FIELDS.filter((field) => !isGiven(field) && field.kind !== "other")}
        onAdd={(field) => setInput(field.name, firstValue(field))}
      />
      <h2>Rules</h2>
      <ul class="rules">
        {draft.rules.map((rule) => (
          <RuleCard
            key={rule.id}
            rule={rule}
            mistakes={mistakes}
            decides={model.decidedBy.value.get(rule.name) ?? 0}
            isRepeated={repeated.has(rule.name)}
            onChange={setRule}
            onRemove={() => change({ rules: draft.rules.filter(({ id }) => id !== rule.id) })}
          />
        ))}
      </ul>
      <p class="buttons">
        <button type="button" onClick={() => add("delete")}>
          Add a delete rule
        </button>
        <button type="button" onClick={() => add("keep")}>
          Add a keep rule
        </button>
      </p>
    </div>
  );
}

function rank(name: string): number {
  const place = ALWAYS.indexOf(name);
  return place < 0 ? ALWAYS.length : place;
}

/** Something that is right by itself, to go on from. */
function startOf(action: "delete" | "keep"): object {
  return action === "delete"
    ? { action, match: { tagState: "untagged", olderThan: "14d" } }
    : { action, match: { tagState: "tagged" }, mostRecent: { count: 10 } };
}

function freeName({ rules }: Draft, action: string): string {
  const taken = new Set(rules.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? `new ${action} rule` : `new ${action} rule ${number}`;
    if (!taken.has(name)) return name;
  }
}
