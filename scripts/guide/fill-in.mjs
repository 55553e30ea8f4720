/** Made of Pulumi's own words, which other engines put otherwise. */
const ENGINE_WORDS = ["preview", "update"];

/** The outputs, but those that stand in the text already where they depend on the engine. */
export function exceptEngineWords(text, outputs) {
  const standing = ENGINE_WORDS.map((name) => {
    const [, output] = new RegExp(`<!-- output: ${name} -->\\n([\\s\\S]*?)<!-- end of output -->`).exec(text) ?? [];
    return [name, output ?? ""];
  });
  return { ...outputs, ...Object.fromEntries(standing) };
}

/**
 * Replaces what stands between `<!-- output: NAME -->` and `<!-- end of output -->`, for each name. Every output has to be used, and
 * every mark to have an output.
 *
 * @param {string} text
 * @param {Record<string, string>} outputs
 */
export function fillIn(text, { picture, ...outputs }) {
  const used = new Set();
  const filled = text.replaceAll(
    /(<!-- output: ([\w-]+) -->\n)[\s\S]*?(<!-- end of output -->)/g,
    (_, start, name, end) => {
      if (!Object.hasOwn(outputs, name)) {
        throw new Error(`docs/pull-requests.md wants ${name}, and nothing makes it`);
      }
      used.add(name);
      return `${start}\n${outputs[name].trim()}\n\n${end}`;
    },
  );
  const unused = Object.keys(outputs).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw new Error(`docs/pull-requests.md has no place for ${unused.join(", ")}`);
  }
  return filled;
}

/** A command and what it printed. */
export function consoleBlock(command, output) {
  return `\`\`\`console\n$ ${command}\n${output.trim()}\n\`\`\``;
}

/**
 * Of what `pulumi` prints in a pipe, for each phase: its first line, and what stays; in between it tells how far it is. Resources are registered side
 * by side, so that the order of their messages is another one each time.
 */
export function withoutProgress(output) {
  return output
    .split(/^(?=Previewing update |Updating )/m)
    .map(withoutProgressOfPhase)
    .join("\n");
}

function withoutProgressOfPhase(output) {
  const lines = output.split("\n").map((line) => line.trimEnd());
  const result = lines.slice(lines.indexOf("Policies:")).join("\n");
  const messages = (result.match(MESSAGE) ?? []).sort();
  const ordered = result.replaceAll(MESSAGE, () => messages.shift() ?? "");
  return [lines[0], "…", ordered]
    .join("\n")
    .replaceAll(/^( *Duration: ).*$/gm, "$1…")
    .replaceAll(/ in \d+ seconds?\./g, " in … seconds.")
    .replaceAll(/(until \d{4}-\d\d-\d\d)T[\d:.]+Z/g, "$1");
}

/** A message, with the lines of it that follow the first. */
const MESSAGE = /^ {4}[a-z].*\n(?: {4}(?![a-z]).*\n)*/gm;

/** Markdown as a comment shows it, set apart from the guide's own. */
export function box(markdown) {
  return `<table><tr><td>\n\n${markdown.trim()}\n\n</td></tr></table>`;
}
