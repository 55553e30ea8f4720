import { stripVTControlCharacters } from "node:util";

/** What a resource is at while the engine works on it; a later line says what came of it. */
const UNDER_WAY = /\s(?:creating|updating|deleting|refreshing|reading|running|replacing)(?:\s\(\d+s\))?$/;

const ROW = /^[ +~<>=-]{1,4} (pulumi:pulumi:Stack|pulumi-nodejs:\S+) \S+(.*)$/;

/**
 * Leaves out of Pulumi's output what would make somebody scroll back: its dots, what it is at, the lines of the stack (whose messages stand under
 * "Diagnostics") and the stack's outputs. Everything else goes on as it is.
 * @returns {{ take(text: string): string, end(): string }}
 */
export function createShortener() {
  let rest = "";
  let isInOutputs = false;
  let wasBlank = true;

  const keeps = (line) => {
    const plain = stripVTControlCharacters(line).trimEnd();
    if (plain.startsWith("@ ")) return false;
    if (isInOutputs && /^\s+\S/.test(plain)) return false;
    isInOutputs = plain === "Outputs:";
    if (isInOutputs) return false;
    if (plain === "") return !wasBlank;
    const [, type, state = ""] = ROW.exec(plain) ?? [];
    return type === undefined || (type !== "pulumi:pulumi:Stack" && state.trim() !== "" && !UNDER_WAY.test(plain));
  };
  const shorten = (lines) =>
    lines
      .filter((line) => {
        if (!keeps(line)) return false;
        wasBlank = line.trim() === "";
        return true;
      })
      .map((line) => `${line}\n`)
      .join("");
  return {
    take(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      return shorten(lines);
    },
    end() {
      const last = rest;
      rest = "";
      return last === "" ? "" : shorten([last]);
    },
  };
}
