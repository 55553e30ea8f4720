import { explainVersion, type JudgedPackage, type RuleExplanation } from "../../provider/retention";
import type { SnapshotPackage } from "../snapshot";
import type { Judged, Planner } from "./planner";
import { FATE, type Fate, type PlanAnswer, type Reason, type Relation, type RuleVerdict, type Why } from "./protocol";

/** Why a version goes or stays; undefined where no plan is drawn for it. */
export function whyOf(
  planner: Planner,
  { judgement, policy, at }: Judged,
  answer: PlanAnswer,
  number: number,
): Why | undefined {
  const { layout, snapshot } = planner;
  const version = layout.versions[number];
  const found = snapshot.packages[layout.packageOf[number] as number];
  const judged = judgement.packages.find(({ name }) => name === found?.name);
  if (version === undefined || found === undefined || judged === undefined || found.packageType !== policy.packageType)
    return undefined;
  const fate = answer.fates[number] as Fate;
  const place = judged.evaluated.packageGraph.versions.indexOf(version);
  if (place < 0)
    return {
      version: number,
      fate,
      sentence: "It was deleted, and this policy does not bring it back.",
      rules: [],
      relations: [],
      missing: [],
    };
  const reason = answer.told[(answer.reasons[number] as number) - 1];
  const image = judged.attributed.get(place)?.with;
  const needed = image === undefined ? undefined : judged.evaluated.packageGraph.versions[image];
  const rules = explainVersion(judged, policy, at, place).map((one) => verdict(one, reason));
  return {
    version: number,
    fate,
    sentence: sentenceOf(fate, reason, judged, place),
    rules,
    ...(needed && { with: planner.numberOf(needed) }),
    ...graphOf(planner, found, judged, place),
  };
}

function sentenceOf(
  fate: Fate,
  reason: Reason | undefined,
  { attributed, evaluated }: JudgedPackage,
  place: number,
): string {
  const rule = reason !== undefined && "rule" in reason ? `“${reason.rule}”` : undefined;
  const words = reason !== undefined && "words" in reason ? reason.words : "";
  switch (fate) {
    case FATE.goes:
      return attributed.get(place)?.with === undefined
        ? `It goes by the rule ${rule}.`
        : `It goes with an image, which goes by the rule ${rule}.`;
    case FATE.keptByRule:
      return `It stays by the rule ${rule}.`;
    case FATE.back: {
      const version = evaluated.packageGraph.versions[place];
      const by = version && evaluated.restored.get(version)?.deletedBy;
      return [
        by === undefined ? "It was deleted and comes back" : `The rule “${by}” deleted it, and it comes back`,
        rule ? ` by the rule ${rule}.` : words === "" ? " because an image that comes back needs it." : `: ${words}.`,
      ].join("");
    }
    default:
      return `It stays: ${words}.`;
  }
}

function verdict(one: RuleExplanation, reason: Reason | undefined): RuleVerdict {
  const { rule, action } = one;
  return {
    rule,
    action,
    decides: reason !== undefined && "rule" in reason && reason.rule === rule,
    words: wordsOf(one),
  };
}

function wordsOf({ asked, action, matches, holding, failing, ageHolds, slots }: RuleExplanation): string {
  if (!asked) return "is not asked: this is a part of an image and goes or stays with it";
  if (matches === "no") {
    return failing.length === 0 || holding.length > 0 ? "does not match it" : `does not match ${listed(failing)}`;
  }
  if (matches === "partly")
    return `matches ${listed(holding)}, and not ${listed(failing)}: a delete rule must match every tag`;
  const which = action === "keep" && failing.length > 0 ? `matches ${listed(holding)}` : "matches it";
  const age = ageHolds ? "" : ", but not its age";
  return `${which}${age}${slots ? slotWords(slots) : ""}`;
}

function slotWords({ count, standings }: NonNullable<RuleExplanation["slots"]>): string {
  if (standings.length === 0) return "; it takes no slot, because parts and signatures do not compete";
  return standings
    .map(({ group, before }) => {
      const where = group === "all" && standings.length === 1 ? "" : ` of “${group}”`;
      return before < count
        ? `; it holds slot ${before + 1} of ${count}${where}`
        : `; it is number ${before + 1}${where}, and ${count === 1 ? "there is 1 slot" : `there are ${count} slots`}`;
    })
    .join("");
}

/** So many tags a sentence names. */
const NAMED = 5;

function listed(labels: readonly string[]): string {
  const more = labels.length > NAMED ? ` and ${labels.length - NAMED} more` : "";
  return `${labels.slice(0, NAMED).join(", ")}${more}`;
}

function graphOf(
  planner: Planner,
  { manifests }: SnapshotPackage,
  { evaluated: { packageGraph } }: JudgedPackage,
  place: number,
): Pick<Why, "relations" | "missing"> {
  const { versions, graph } = packageGraph;
  const own = new Set(graph.subjects[place]);
  const platforms = platformsOf(manifests?.get(versions[place]?.name ?? "")?.children);
  const relation = (other: number, how: Relation["how"]): Relation[] => {
    const version = versions[other];
    if (version === undefined) return [];
    const platform = how === "lists" ? platforms.get(version.name) : undefined;
    return [{ version: planner.numberOf(version), how, ...(platform !== undefined && { platform }) }];
  };
  const unique = (places: readonly number[] = []) => [...new Set(places)];
  return {
    relations: [
      ...unique(graph.needers[place]).flatMap((other) =>
        relation(other, own.has(other) ? "is attached to" : "is listed by"),
      ),
      ...unique(graph.dependents[place]).flatMap((other) =>
        relation(other, graph.subjects[other]?.includes(place) ? "carries" : "lists"),
      ),
    ],
    missing: graph.missing.filter(({ index }) => index === place).map(({ digest }) => digest),
  };
}

function platformsOf(children: readonly { readonly digest: string; readonly platform?: string }[] = []) {
  return new Map(
    children.flatMap(({ digest, platform }) => (platform === undefined ? [] : [[digest, platform] as const])),
  );
}
