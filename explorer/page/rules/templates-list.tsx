import type { Model } from "../state/model";
import { TEMPLATES } from "../state/templates";

const IMAGES = ["container", "docker"];

/** Rule sets to start from: a click replaces the rules, and nothing else. */
export function TemplatesList({ model, onChosen }: { model: Model; onChosen: () => void }) {
  const { rules: _, ...inputs } = model.policy.value;
  const images = IMAGES.includes(String(inputs.packageType));
  return (
    <ul class="templates">
      {TEMPLATES.filter((template) => template.images === images).map(({ title, about, rules }) => (
        <li key={title}>
          <button
            type="button"
            onClick={() => {
              model.load({ ...inputs, rules });
              onChosen();
            }}
          >
            <b>{title}</b> <span>{about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
