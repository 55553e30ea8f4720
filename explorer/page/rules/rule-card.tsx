import { useId } from "preact/hooks";
import { visible } from "../../../provider/model/foreign-words";
import type { PolicyMistake } from "../../worker/protocol";
import { asObject, type DraftRule, property, withProperty } from "../state/draft";
import { grouped } from "../state/fates";
import { AddField } from "./add-field";
import { FieldRow, isAbout, Mistakes } from "./field";
import { MATCH_FIELDS, MOST_RECENT_FIELDS, RULE_FIELDS } from "./fields";
import { firstValue, textOf } from "./values";

interface RuleCardProps {
  readonly rule: DraftRule;
  readonly mistakes: readonly PolicyMistake[];
  /** How many versions it decides about. */
  readonly decides: number;
  readonly isRepeated: boolean;
  readonly onChange: (rule: DraftRule) => void;
  readonly onRemove: () => void;
}

const ACTIONS = ["delete", "keep"];
const MOST_RECENT = RULE_FIELDS.filter(({ name }) => name === "mostRecent");

/** One rule: what it does, its name, and the properties that it gives. */
export function RuleCard({ rule, mistakes, decides, isRepeated, onChange, onRemove }: RuleCardProps) {
  const id = useId();
  const path = `rules[${JSON.stringify(rule.name)}]`;
  const action = textOf(property(rule.value, "action"));
  const match = property(rule.value, "match");
  const newest = property(rule.value, "mostRecent");
  const given = new Set(Object.keys(asObject(match)));
  const own = mistakes.filter((mistake) => isAbout(mistake, path));
  const fields = [
    ...[...given].map((name) => `${path}.match.${name}`),
    ...Object.keys(asObject(newest)).map((name) => `${path}.mostRecent.${name}`),
  ];
  const setMatch = (value: unknown) => onChange({ ...rule, value: withProperty(rule.value, "match", value) });
  const setNewest = (value: unknown) => onChange({ ...rule, value: withProperty(rule.value, "mostRecent", value) });
  const withoutField = (name: string) => {
    const rest = withProperty(match, name, undefined);
    setMatch(Object.keys(rest).length === 0 ? undefined : rest);
  };
  const addable = [...(newest === undefined && action === "keep" ? MOST_RECENT : []), ...MATCH_FIELDS].filter(
    ({ name }) => !given.has(name),
  );
  return (
    <li class={`rule ${ACTIONS.includes(action) ? action : ""}`} aria-label={`Rule ${visible(rule.name)}`}>
      <div class="rule-head">
        <select
          aria-label="What the rule does"
          class="action"
          value={action}
          onChange={(event) =>
            onChange({ ...rule, value: withProperty(rule.value, "action", event.currentTarget.value) })
          }
        >
          {(ACTIONS.includes(action) ? ACTIONS : [...ACTIONS, action]).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          id={id}
          class="rule-name"
          type="text"
          aria-label="The rule's name"
          autocomplete="off"
          spellcheck={false}
          value={rule.name}
          onInput={(event) => onChange({ ...rule, name: event.currentTarget.value })}
        />
        <output class="decides" title={`decides about ${grouped(decides)} versions`}>
          {grouped(decides)}
        </output>
        <button
          type="button"
          class="square quiet"
          aria-label={`Remove the rule ${visible(rule.name)}`}
          onClick={onRemove}
        >
          ×
        </button>
      </div>
      {isRepeated && (
        <Mistakes mistakes={[{ property: path, reason: "Another rule has this name: only the last counts." }]} />
      )}
      <Mistakes mistakes={own.filter((mistake) => !fields.some((field) => isAbout(mistake, field)))} />
      {MATCH_FIELDS.filter(({ name }) => given.has(name)).map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          path={`${path}.match.${field.name}`}
          value={property(match, field.name)}
          mistakes={own}
          onChange={(value) => setMatch(withProperty(match, field.name, value))}
          onRemove={() => withoutField(field.name)}
        />
      ))}
      {newest !== undefined && (
        <fieldset>
          <legend>
            mostRecent{" "}
            <button
              type="button"
              class="square quiet"
              aria-label="Remove mostRecent"
              onClick={() => setNewest(undefined)}
            >
              ×
            </button>
          </legend>
          {MOST_RECENT_FIELDS.filter(({ name }) => name === "count" || Object.hasOwn(asObject(newest), name)).map(
            (field) => (
              <FieldRow
                key={field.name}
                field={field}
                path={`${path}.mostRecent.${field.name}`}
                value={property(newest, field.name)}
                mistakes={own}
                onChange={(value) => setNewest(withProperty(newest, field.name, value))}
                onRemove={
                  field.name === "count" ? undefined : () => setNewest(withProperty(newest, field.name, undefined))
                }
              />
            ),
          )}
          <AddField
            title="Count in groups"
            fields={MOST_RECENT_FIELDS.filter(({ name }) => !Object.hasOwn(asObject(newest), name) && name !== "count")}
            onAdd={(field) => setNewest(withProperty(newest, field.name, firstValue(field)))}
          />
        </fieldset>
      )}
      <AddField
        title="Add a condition"
        fields={addable}
        onAdd={(field) =>
          MOST_RECENT.includes(field)
            ? setNewest({ count: 10 })
            : setMatch(withProperty(match, field.name, firstValue(field)))
        }
      />
    </li>
  );
}
