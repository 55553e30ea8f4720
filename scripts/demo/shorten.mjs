import { stripVTControlCharacters } from "node:util";

/** What a resource is at while the engine works on it; a later line says what came of it. */
const UNDER_WAY = /\s(?:creating|updating|deleting|refreshing|reading|running|replacing)(?:\s\(\d+s\))?$/;

const ROW = /^[ +~<>=-]{1,4} (pulumi:pulumi:Stack|pulumi-nodejs:\S+) (?!\()\S+(.*)$/;

/** Over messages that are of no resource. */
const STACK_HEADING = /^ +pulumi:pulumi:Stack \(\S+\):$/;

/** Where an update begins to do what its preview has shown. */
const BEGINS = /^(?:Updating|Destroying|Refreshing) \(/;

/**
 * Leaves out of Pulumi's output what would make somebody scroll back: its dots, what it is at, how long it took, the lines of the stack (whose messages stand under
 * "Diagnostics"), the stack's outputs, and in the preview of an update the messages that the preview before it has shown. Everything else goes on as it is.
 * @param {ReadonlySet<string>} shownBefore lines of the command before, where it was a preview
 * @returns {{ take(text: string): string, end(): string, shown: ReadonlySet<string> }}
 */
export function createShortener(shownBefore = new Set()) {
  const shown = new Set();
  let rest = "";
  let section = "";
  let isPreview = true;
  let blank = "";

  const isLeftOut = (plain) => {
    if (/^(?:@|Duration:) /.test(plain) || STACK_HEADING.test(plain)) return true;
    if (BEGINS.test(plain)) isPreview = false;
    const heading = /^(\w+):$/.exec(plain)?.[1];
    if (/^\S/.test(plain) || plain === "")
      section = heading ?? (section === "Diagnostics" && plain === "" ? section : "");
    if (section === "Outputs") return true;
    if (section === "Diagnostics" && isPreview && shownBefore.has(plain.trim())) return true;
    const [, type, state = ""] = ROW.exec(plain) ?? [];
    return type !== undefined && (type === "pulumi:pulumi:Stack" || state.trim() === "" || UNDER_WAY.test(plain));
  };
  const shorten = (lines) => {
    let kept = "";
    for (const line of lines) {
      const plain = stripVTControlCharacters(line).trimEnd();
      if (plain === "" && section !== "Outputs") blank = "\n";
      if (isLeftOut(plain) || plain === "") continue;
      shown.add(plain.trim());
      kept += `${blank}${line}\n`;
      blank = "";
    }
    return kept;
  };
  return {
    shown,
    take(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      return shorten(lines);
    },
    end: () => shorten(rest === "" ? [] : [rest]),
  };
}
