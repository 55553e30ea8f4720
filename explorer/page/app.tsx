import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { visible } from "../../provider/model/foreign-words";
import { Program } from "./code/program";
import { CopyButton } from "./copy-button";
import { Versions } from "./list/versions";
import { Notices } from "./notices";
import { Picture } from "./picture/picture";
import { instantOf } from "./picture/scale";
import { Paste } from "./rules/paste";
import { RulesForm } from "./rules/rules-form";
import { TemplatesList } from "./rules/templates-list";
import { count } from "./state/fates";
import type { Model } from "./state/model";
import { Summary } from "./summary";
import { When } from "./when";
import { WhyPanel } from "./why/why-panel";

const TABS = ["Rules", "Text", "Program", "Start from"] as const;
type Tab = (typeof TABS)[number];

/** The whole page. */
export function App({ model, linkMistake }: { model: Model; linkMistake: string | undefined }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
      if (event.key === "/" && !isWriting) {
        event.preventDefault();
        root.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus();
      } else if (event.key === "Escape" && model.selected.value !== undefined) model.selected.value = undefined;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const { owner, server, takenAt, packages } = model.data.snapshot;
  return (
    <div class="app" ref={root}>
      <header>
        <h1>
          <bdi>{visible(owner)}</bdi>
        </h1>
        <p class="soft">
          {visible(server)} · {count(packages.length, "package")} ·{" "}
          {count(model.data.layout.versions.length, "version")} · as of {instantOf(takenAt)}
        </p>
        <CopyButton title="Copy link" text={() => location.href} />
      </header>
      <Policy model={model} />
      <main>
        <Summary model={model} />
        <Notices model={model} linkMistake={linkMistake} />
        <When model={model} />
        <div class="below">
          <div class="views">
            <Picture model={model} />
            <Versions model={model} />
          </div>
          <WhyPanel model={model} />
        </div>
      </main>
    </div>
  );
}

/** The policy: its rules as a form, as text, as a program; and others to start from. */
function Policy({ model }: { model: Model }) {
  const tab = useSignal<Tab>("Rules");
  const policies = model.data.snapshot.policies;
  return (
    <aside class="policy" aria-label="The policy">
      {policies.length > 0 && (
        <p class="buttons">
          From the program:{" "}
          {policies.map(({ name, inputs }) => (
            <button key={name} type="button" onClick={() => model.load(inputs)}>
              <bdi>{visible(name)}</bdi>
            </button>
          ))}
        </p>
      )}
      <div class="tabs" role="tablist" aria-label="The policy">
        {TABS.map((name) => (
          <button
            key={name}
            id={`tab-${idOf(name)}`}
            type="button"
            role="tab"
            aria-selected={tab.value === name}
            aria-controls="policy-panel"
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => {
              tab.value = name;
            }}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (step === undefined) return;
              tab.value = TABS[(TABS.indexOf(tab.value) + step + TABS.length) % TABS.length] as Tab;
              document.getElementById(`tab-${idOf(tab.value)}`)?.focus();
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="policy-panel" id="policy-panel" role="tabpanel" aria-labelledby={`tab-${idOf(tab.value)}`}>
        {tab.value === "Rules" && <RulesForm model={model} />}
        {tab.value === "Text" && <Paste model={model} />}
        {tab.value === "Program" && <Program model={model} />}
        {tab.value === "Start from" && (
          <TemplatesList
            model={model}
            onChosen={() => {
              tab.value = "Rules";
            }}
          />
        )}
      </div>
    </aside>
  );
}

function idOf(tab: Tab): string {
  return tab.toLowerCase().replace(" ", "-");
}
