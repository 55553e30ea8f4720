import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { visible } from "../../../provider/model/foreign-words";
import type { PolicyMistake } from "../../worker/protocol";
import type { Field } from "./fields";
import { GROUPINGS, groupingOf, groupingValue, meaningOf, textOf } from "./values";

interface FieldProps {
  readonly field: Field;
  /** As messages name it: `rules["newest"].match.tags`. */
  readonly path: string;
  readonly value: unknown;
  readonly mistakes: readonly PolicyMistake[];
  readonly onChange: (value: unknown) => void;
  /** For what has to be there. */
  readonly onRemove?: (() => void) | undefined;
}

/** Whether a message is about a property or something in it. */
export function isAbout({ property }: PolicyMistake, path: string): boolean {
  return property === path || property.startsWith(`${path}.`) || property.startsWith(`${path}[`);
}

/** One property of the policy: its name, its value, what is wrong with it, and its documentation. */
export function FieldRow({ field, path, value, mistakes, onChange, onRemove }: FieldProps) {
  const id = useId();
  const own = mistakes.filter((mistake) => isAbout(mistake, path));
  const about = { id, describedBy: `${id}-about${own.length > 0 ? ` ${id}-wrong` : ""}`, isWrong: own.length > 0 };
  return (
    <div class={`field${own.length > 0 ? " wrong" : ""}`}>
      <div class="field-line">
        <label for={id}>{field.name}</label>
        <Control field={field} value={value} onChange={onChange} {...about} />
        {onRemove && (
          <button type="button" class="square quiet" aria-label={`Remove ${field.name}`} onClick={onRemove}>
            ×
          </button>
        )}
      </div>
      <Mistakes id={`${id}-wrong`} mistakes={own} />
      <p id={`${id}-about`} class="about">
        {field.about}
      </p>
    </div>
  );
}

export function Mistakes({ id, mistakes }: { id?: string; mistakes: readonly PolicyMistake[] }) {
  if (mistakes.length === 0) return null;
  return (
    <ul class="mistakes" {...(id !== undefined && { id })}>
      {mistakes.map(({ property, reason }) => (
        <li key={`${property} ${reason}`}>
          <span class="away">{visible(property)}: </span>
          {visible(reason)}
        </li>
      ))}
    </ul>
  );
}

interface ControlProps {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly id: string;
  readonly describedBy: string;
  readonly isWrong: boolean;
}

function Control({ field, value, onChange, id, describedBy, isWrong }: ControlProps) {
  const described = { id, "aria-describedby": describedBy, "aria-invalid": isWrong };
  if (field.kind === "choice" || field.kind === "flag") {
    const choices = field.kind === "flag" ? ["true", "false"] : field.choices;
    const text = textOf(value);
    return (
      <select {...described} value={text} onChange={(event) => onChange(meaningOf(event.currentTarget.value, field))}>
        {(choices.includes(text) ? choices : [...choices, text]).map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (field.kind === "groupBy") return <Grouping value={value} onChange={onChange} described={described} />;
  return <Text field={field} value={value} onChange={onChange} described={described} />;
}

interface TextProps {
  readonly field: Pick<Field, "kind" | "name">;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly described: object;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  packages: "api, web-*, **",
  tags: "pr-*, {dev,test}-*",
  tagRegex: "build-[0-9]+",
  semver: ">=1.0.0 <3.0.0",
  olderThan: "14d",
  newerThan: "14d",
  minAge: "6h",
  asOf: "2026-09-01T00:00:00Z",
  maxDuration: "5h",
  versionNames: "1.0.*",
};

/** What is typed stays as it is typed: `pr-*, ` is on its way to a second entry. */
function Text({ field, value, onChange, described }: TextProps) {
  const typed = useSignal(textOf(value));
  const isOwn = JSON.stringify(meaningOf(typed.value, field)) === JSON.stringify(value);
  return (
    <input
      {...described}
      type="text"
      inputMode={field.kind === "integer" || field.kind === "number" ? "decimal" : "text"}
      autocomplete="off"
      spellcheck={false}
      placeholder={EXAMPLES[field.name] ?? ""}
      readOnly={field.kind === "other"}
      value={isOwn ? typed.value : textOf(value)}
      onInput={(event) => {
        typed.value = event.currentTarget.value;
        onChange(meaningOf(typed.value, field));
      }}
    />
  );
}

function Grouping({ value, onChange, described }: Omit<TextProps, "field">) {
  const { chosen, more } = groupingOf(value);
  const beside = GROUPINGS.find((one) => one.value === chosen)?.more;
  return (
    <span class="grouping">
      <select
        {...described}
        value={chosen}
        onChange={({ currentTarget: { value: next } }) =>
          onChange(groupingValue(next, GROUPINGS.find((one) => one.value === next)?.more ?? ""))
        }
      >
        {GROUPINGS.map((one) => (
          <option key={one.value} value={one.value}>
            {one.title}
          </option>
        ))}
      </select>
      {beside !== undefined && (
        <input
          type="text"
          aria-label={chosen}
          autocomplete="off"
          value={more}
          onInput={(event) => onChange(groupingValue(chosen, event.currentTarget.value))}
        />
      )}
    </span>
  );
}
