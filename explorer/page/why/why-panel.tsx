import { visible } from "../../../provider/model/foreign-words";
import { FATE, type Relation, type RuleVerdict } from "../../worker/protocol";
import { instantOf } from "../picture/scale";
import { ShapeIcon } from "../picture/shape-icon";
import { labelOf, shortName } from "../state/data";
import { lookOf } from "../state/fates";
import type { Model } from "../state/model";

/** So many of an image's relations are shown until somebody asks for more. */
const SHOWN = 40;

/** Why the chosen version goes or stays, and the image that it belongs to. */
export function WhyPanel({ model }: { model: Model }) {
  const number = model.selected.value;
  const version = number === undefined ? undefined : model.data.layout.versions[number];
  if (number === undefined || version === undefined) return null;
  const why = model.why.value?.version === number ? model.why.value : undefined;
  const one = model.data.snapshot.packages[model.data.layout.packageOf[number] as number];
  const look = lookOf(model.plan.value?.fates[number]);
  return (
    <aside class="why" aria-label="Why?">
      <div class="bar">
        <h2>Why?</h2>
        <button
          type="button"
          class="square"
          aria-label="Close"
          onClick={() => {
            model.selected.value = undefined;
          }}
        >
          ×
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section class="why-body" tabIndex={0} aria-label="What is known of it">
        <h3>
          <bdi>{visible(labelOf(version))}</bdi>
        </h3>
        <p class={`verdict ${look.fate === FATE.goes ? "goes" : ""}`}>
          <ShapeIcon look={look} /> {why ? visible(why.sentence) : noPlan(model, number)}
        </p>
        {why?.with !== undefined && (
          <p>
            Its image: <VersionLink model={model} number={why.with} />
          </p>
        )}
        <dl>
          <dt>Package</dt>
          <dd>
            <bdi>{visible(one?.name ?? "")}</bdi>
          </dd>
          <dt>Created</dt>
          <dd>{instantOf(model.data.times[number] as number)}</dd>
          {version.updatedAt !== version.createdAt && (
            <>
              <dt>Updated</dt>
              <dd>{instantOf(Date.parse(version.updatedAt))}</dd>
            </>
          )}
          {version.deletedAt !== undefined && (
            <>
              <dt>Deleted</dt>
              <dd>{instantOf(Date.parse(version.deletedAt))}</dd>
            </>
          )}
          <dt>{version.name.startsWith("sha256:") ? "Digest" : "Name"}</dt>
          <dd>
            <code>{visible(version.name)}</code>
          </dd>
          <dt>Id</dt>
          <dd>{version.id}</dd>
        </dl>
        {why !== undefined && why.rules.length > 0 && (
          <>
            <h3>What each rule says</h3>
            <ul class="verdicts">
              {why.rules.map((rule) => (
                <Verdict key={rule.rule} rule={rule} />
              ))}
            </ul>
          </>
        )}
        {why !== undefined && (why.relations.length > 0 || why.missing.length > 0) && (
          <>
            <h3>Its image</h3>
            <ul class="relations">
              {why.relations.slice(0, SHOWN).map((relation) => (
                <RelationLine key={`${relation.how} ${relation.version}`} model={model} relation={relation} />
              ))}
              {why.relations.length > SHOWN && <li class="soft">and {why.relations.length - SHOWN} more</li>}
              {why.missing.slice(0, SHOWN).map((digest) => (
                <li key={digest} class="soft">
                  lists <code>{visible(shortName(digest))}</code>, which is not in the package
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </aside>
  );
}

function noPlan(model: Model, number: number): string {
  const one = model.data.snapshot.packages[model.data.layout.packageOf[number] as number];
  const missing = model.plan.value?.unreadable.find((failure) => failure.package === one?.name)?.reason;
  if (missing !== undefined) return `There is no plan for its package: ${visible(missing)}.`;
  return model.plan.value?.fates[number] === FATE.none ? "The policy does not cover its package." : "…";
}

function Verdict({ rule: { rule, action, decides, words } }: { rule: RuleVerdict }) {
  return (
    <li class={decides ? "decides" : ""}>
      <span class={`tag ${action}`}>{action}</span>{" "}
      <b>
        <bdi>{visible(rule)}</bdi>
      </b>{" "}
      {visible(words)}
      {decides && <span class="soft"> – this decides</span>}
    </li>
  );
}

function RelationLine({ model, relation: { how, version, platform } }: { model: Model; relation: Relation }) {
  const look = lookOf(model.plan.value?.fates[version]);
  const attestation = platform === "unknown/unknown" ? "an attestation, " : "";
  return (
    <li>
      {how} {platform !== undefined && attestation === "" ? <b>{visible(platform)} </b> : attestation}
      <VersionLink model={model} number={version} />{" "}
      <span class="nowrap">
        <ShapeIcon look={look} /> {look.single}
      </span>
    </li>
  );
}

function VersionLink({ model, number }: { model: Model; number: number }) {
  const version = model.data.layout.versions[number];
  if (version === undefined) return null;
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        model.selected.value = number;
      }}
    >
      <bdi>{visible(labelOf(version))}</bdi>
    </button>
  );
}
