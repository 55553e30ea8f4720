import { imageFinding } from "./image-finding";
import type { Finding, Reader } from "./reader";
import { type Entry, YamlDocument } from "./yaml-nodes";

/** Inputs by which actions are told what to publish, and not what to use. */
const PUBLISHED = /^(?:tags|images|cache-to|cache-from|labels|push|image|image-name|images?-tags?)$/;

/** Actions that build, tag or push. */
const PUBLISHES = /(?:build|push|metadata|publish|release|bake|kaniko|ko-build)/i;

/** Workflows and actions of GitHub: `container`, `services`, `docker://`. What a step publishes is no use of it. */
export const workflow: Reader = {
  format: "github-workflow",
  reads: ({ path }) => /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(path),
  read: ({ text }) => {
    const entries = YamlDocument.all(text).flatMap(({ root }) => [...root.all()]);
    return { findings: entries.flatMap(used), understood: entries.flatMap(published) };
  },
};

function used(entry: Entry): Finding[] {
  const container = entry.key === "container" || entry.key === "image" ? entry.text : undefined;
  const action = entry.key === "uses" && entry.text?.text.startsWith("docker://") ? entry.text : undefined;
  const found = container ?? action;
  return found && found.text !== "Dockerfile" ? imageFinding(found.text, found) : [];
}

function published(entry: Entry): { start: number; end: number }[] {
  if (!PUBLISHES.test(entry.textAt("uses") ?? "")) return [];
  const inputs = entry.get("with")?.entries ?? [];
  return inputs.flatMap(({ key, text }) => (text && PUBLISHED.test(key) ? [text] : []));
}
