import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

/** For so long a button says that it has copied. Milliseconds. */
const SAID = 2000;

/** Copies a text; where the browser lets no page do that, it shows the text to be copied by hand. */
export function CopyButton({ title, text }: { title: string; text: () => string }) {
  const said = useSignal(false);
  const byHand = useSignal<string | undefined>(undefined);
  const timer = useRef<number | undefined>(undefined);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.value = true;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        said.value = false;
      }, SAID);
    } catch {
      byHand.value = text();
    }
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {said.value ? "Copied" : title}
      </button>
      <output class="away">{said.value ? "Copied" : ""}</output>
      {byHand.value !== undefined && (
        <textarea
          class="by-hand"
          readOnly
          aria-label={title}
          value={byHand.value}
          ref={(element) => element?.select()}
          onBlur={() => {
            byHand.value = undefined;
          }}
        />
      )}
    </>
  );
}
