import { useSignal } from "@preact/signals";
import type { RawPolicy } from "../../worker/protocol";
import { CopyButton } from "../copy-button";
import type { Model } from "../state/model";
import { csharp, go, goCanSay, java, unsaid } from "./typed";
import { python, typescript, yaml } from "./untyped";

const LANGUAGES: Readonly<Record<string, (policy: RawPolicy) => string>> = {
  TypeScript: typescript,
  Python: python,
  Go: go,
  "C#": csharp,
  Java: java,
  YAML: yaml,
};

const TYPED = ["Go", "C#", "Java"];

/** The policy as a program, in each language that the package speaks. It follows each change. */
export function Program({ model }: { model: Model }) {
  const language = useSignal("TypeScript");
  const missing = whyNone(model, language.value);
  const code = missing === undefined ? (LANGUAGES[language.value]?.(model.policy.value) ?? "") : "";
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
      {missing !== undefined ? (
        <p class="about">{missing}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section class="listing" tabIndex={0} aria-label={`The policy in ${language.value}`}>
          <pre>{code}</pre>
        </section>
      )}
    </div>
  );
}

/** Half a policy would delete what the whole one keeps. */
function whyNone({ mistakes, policy }: Model, language: string): string | undefined {
  if (mistakes.value.length > 0)
    return "There is no program yet: the policy has mistakes. They stand beside its rules.";
  const unwritten = TYPED.includes(language) ? unsaid(policy.value) : undefined;
  if (unwritten !== undefined)
    return `This page can't write ${unwritten} in ${language}: take another language, or YAML.`;
  if (language === "Go" && !goCanSay(policy.value))
    return "Pulumi's SDK for Go can't say groupBy by the beginnings of tags: take another language, or YAML.";
  return undefined;
}
