import type { PolicyReport, PolicyWarning } from "../model";
import { grouped, LOOK_AT } from "../phrases";
import type { Block } from "./blocks";
import { joined, Markup, md, message } from "./markup";

/** So many packages are named where they are counted. */
const NAMED = 8;

const own = (words: string) => new Markup(words);
const text = (markup: Markup): Block => ({ kind: "text", text: markup });

export function limitBlocks({ limits, previewOnly }: PolicyReport): Block[] {
  if (limits.length === 0) return [];
  const title = previewOnly ? md`⚠️ **Limits would stop this:**` : md`⛔ **Stopped:**`;
  return [bullets(title, limits.map(message))];
}

/** What is said of several packages alike is said once, with their names: the table below has their numbers. */
export function warningBlocks({ warnings }: PolicyReport): Block[] {
  const alike = (["package", "half"] as const).flatMap((kind) => {
    const found = warnings.filter((one) => one.kind === kind);
    return found.length > 1 ? [{ kind, found }] : [];
  });
  const severally = warnings.filter(({ kind }) => !alike.some((one) => one.kind === kind));
  const lines = [
    ...alike.map(({ kind, found }) => sharedWarning(LOOK_AT[kind](found.length), found)),
    ...severally.map(ownWarning),
  ];
  return warnings.length === 0 ? [] : [bullets(md`⚠️ **Look at:**`, lines)];
}

function sharedWarning(words: string, warnings: readonly PolicyWarning[]): Markup {
  const names = warnings.slice(0, NAMED).map(({ package: name = "" }) => md`${name}`);
  const more = warnings.length > NAMED ? `, and ${grouped(warnings.length - NAMED)} more` : "";
  return md`${own(words)}: ${joined(names, ", ")}${own(more)}`;
}

function ownWarning({ package: name, words, versions }: PolicyWarning): Markup {
  const about = name === undefined ? md`` : md`${name}: `;
  const examples = joined(
    versions.map((one) => md`${one}`),
    ", ",
  );
  return versions.length === 0 ? md`${about}${own(words)}` : md`${about}${own(words)}: ${examples}`;
}

function bullets(title: Markup, lines: readonly Markup[]): Block {
  return { kind: "parts", blocks: [text(title), ...list(lines)], more: (left) => md`*and ${left} more*` };
}

/** Lines of a list, each of which can be left out. */
export function list(lines: readonly Markup[]): Block[] {
  if (lines.length === 0) return [];
  const blocks = lines.map((line) => text(md`- ${line}`));
  return [{ kind: "parts", blocks, tight: true, more: (left) => md`- *and ${left} more*` }];
}
