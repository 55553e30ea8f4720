import { useSignal } from "@preact/signals";
import { visible } from "../../../provider/model/foreign-words";
import type { RawPolicy } from "../../worker/protocol";
import type { Model } from "../state/model";

type Named = { readonly name: string; readonly inputs: RawPolicy };

/** A policy as text: the draft as JSON, to be changed or replaced by what somebody pastes, in JSON or YAML. */
export function Paste({ model }: { model: Model }) {
  const mistake = useSignal("");
  const choices = useSignal<readonly Named[]>([]);
  const typed = useSignal<string | undefined>(undefined);
  const take = ({ inputs }: Named) => {
    model.load(inputs);
    choices.value = [];
  };
  const read = async (text: string) => {
    typed.value = text;
    const found = await model.read(text);
    if (typed.value !== text) return;
    mistake.value = found.outcome === "mistake" ? found.reason : "";
    choices.value = found.outcome === "policies" && found.policies.length > 1 ? found.policies : [];
    const [only, ...others] = found.outcome === "policies" ? found.policies : [];
    if (only && others.length === 0) take(only);
  };
  return (
    <div class="paste">
      <label>
        <span class="about">
          The inputs of a policy, a resource of a Pulumi program in YAML, or a stack's state (pulumi stack export).
        </span>
        <textarea
          aria-label="The policy as JSON or YAML"
          aria-invalid={mistake.value !== ""}
          spellcheck={false}
          value={typed.value ?? JSON.stringify(model.policy.value, undefined, 2)}
          onInput={(event) => read(event.currentTarget.value)}
          onBlur={() => {
            if (mistake.value === "" && choices.value.length === 0) typed.value = undefined;
          }}
        />
      </label>
      {mistake.value !== "" && (
        <p class="mistakes" role="alert">
          {visible(mistake.value)}
        </p>
      )}
      {choices.value.length > 0 && (
        <p>
          Which one?{" "}
          {choices.value.map((one) => (
            <button key={one.name} type="button" onClick={() => take(one)}>
              <bdi>{visible(one.name)}</bdi>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
