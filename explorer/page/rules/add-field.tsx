import { useRef } from "preact/hooks";
import type { Field } from "./fields";

interface AddFieldProps {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly onAdd: (field: Field) => void;
}

/** The properties that could be given besides, each with its documentation. */
export function AddField({ title, fields, onAdd }: AddFieldProps) {
  const details = useRef<HTMLDetailsElement>(null);
  if (fields.length === 0) return null;
  return (
    <details class="add" ref={details}>
      <summary>{title}</summary>
      <ul>
        {fields.map((field) => (
          <li key={field.name}>
            <button
              type="button"
              onClick={() => {
                if (details.current) details.current.open = false;
                onAdd(field);
              }}
            >
              <b>{field.name}</b> <span>{field.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
