import { imageFinding } from "./image-finding";
import type { Finding, Reader, TextFile } from "./reader";
import type { Lookup } from "./variables";

/** Characters of an image's name, and the beginnings of what is filled in. */
const NAME_LETTER = /[\w./:@+*-]/;

/** Longer is no variable, and no name. */
const LONGEST_VARIABLE = 300;
const LONGEST_NAME = 1_000;

/** Commands that publish an image: what they name is no use of it. */
const PUBLISHES =
  /\b(?:docker|podman|nerdctl|buildah|buildx|crane|skopeo|oras|helm|cosign|ko|kaniko)\b.*\b(?:build|push|tag|login|copy|sign|attest|imagetools|bake)\b|(?:^|\s)(?:-t|--tag|--destination)[\s=]/;

/** A search for the names of GitHub's registries, for what has no reader of its own. It finds comments and examples as well. */
export const textSearch: Reader = {
  format: "text",
  reads: () => true,
  read: (file) => ({
    findings: searchText(file).map((finding) => ({
      ...finding,
      certainty: finding.certainty === "partial" ? "partial" : "text",
    })),
  }),
};

export function searchText({ text, hosts }: TextFile, lookUp?: Lookup): Finding[] {
  const lower = text.toLowerCase();
  return hosts.flatMap((host) =>
    placesOf(lower, host.toLowerCase()).flatMap(({ start, end }) => imageAt(text, start, end, lookUp)),
  );
}

/** A host within another name is a part of that. */
function placesOf(text: string, host: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  for (let start = text.indexOf(`${host}/`); start >= 0; ) {
    const end = endOf(text, start);
    if (!/[\w.-]/.test(text[start - 1] ?? " ")) places.push({ start, end });
    start = text.indexOf(`${host}/`, end);
  }
  return places;
}

function imageAt(text: string, start: number, end: number, lookUp: Lookup | undefined): Finding[] {
  const written = text.slice(start, end);
  const next = text[end] ?? "";
  // What follows in angle brackets is for the reader to fill in: an example.
  if (next === "<" || PUBLISHES.test(lineAround(text, start))) return [];
  const isContinued = /["'`]/.test(next) && /[:/]$/.test(written);
  const name = isContinued ? `${written}*` : written.replace(/[.,:;/@-]+$/, "");
  const asVariable = name.replaceAll(/(?<![{$])#?\{([^{}]*)\}/g, "$${$1}");
  const plain = asVariable.replaceAll(/\$?\{\{.*?\}\}|\$\{[^}]*\}/g, "x");
  if (plain.split("/").length < 3) return [];
  const isTagged = /[:@][^/]*$/.test(plain);
  return imageFinding(isContinued && !isTagged ? `${asVariable}:*` : asVariable, { start, end }, lookUp);
}

/** Where a name ends, with the variables in it: `${TAG}`, `${{ … }}`, `{{ … }}`, `$(TAG)`, `$TAG`, `{tag}`, `#{tag}`. */
function endOf(text: string, start: number): number {
  let at = start;
  while (at - start < LONGEST_NAME) {
    const letter = text[at] ?? "";
    if (letter !== "" && NAME_LETTER.test(letter)) at += 1;
    else if (/[${#(]/.test(letter)) {
      const variable =
        /^(?:\$?\{\{[^{}\n]*\}\}|\$\{(?:[^{}\n]|\$?\{[^{}\n]*\})*\}|\$\([\w.]+\)|\$\w+|#?\{[\w.[\]()]+\})/.exec(
          text.slice(at, at + LONGEST_VARIABLE),
        );
      if (!variable) return at;
      at += variable[0].length;
    } else return at;
  }
  return at;
}

function lineAround(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(Math.max(text.lastIndexOf("\n", at) + 1, at - 500), end < 0 ? at + 200 : Math.min(end, at + 200));
}
