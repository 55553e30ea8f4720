import { useSignal } from "@preact/signals";
import type { RawPolicy } from "../../worker/protocol";
import { CopyButton } from "../copy-button";
import type { Model } from "../state/model";
import { csharp, go, java } from "./typed";
import { python, typescript, yaml } from "./untyped";

const LANGUAGES: Readonly<Record<string, (policy: RawPolicy) => string>> = {
  TypeScript: typescript,
  Python: python,
  Go: go,
  "C#": csharp,
  Java: java,
  YAML: yaml,
};

/** The policy as a program, in each language that the package speaks. It follows each change. */
export function Program({ model }: { model: Model }) {
  const language = useSignal("TypeScript");
  const mistakes = model.mistakes.value.length;
  const code = mistakes > 0 ? "" : (LANGUAGES[language.value]?.(model.policy.value) ?? "");
  return (
    <div class="program">
      <p class="buttons">
        <select
          aria-label="Language"
          value={language.value}
          onChange={(event) => {
            language.value = event.currentTarget.value;
          }}
        >
          {Object.keys(LANGUAGES).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <CopyButton title="Copy the program" text={() => code} />
      </p>
      {mistakes > 0 ? (
        <p class="about">There is no program yet: the policy has mistakes. They stand beside its rules.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="listing" tabIndex={0} aria-label={`The policy in ${language.value}`}>
          <pre>{code}</pre>
        </section>
      )}
    </div>
  );
}
