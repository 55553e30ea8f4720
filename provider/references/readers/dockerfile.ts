import { imageFinding } from "./image-finding";
import { type Finding, nameOf, type Reader } from "./reader";

/** An instruction, as many lines as it has, with the place of its first character. */
interface Instruction {
  readonly text: string;
  readonly start: number;
}

/**
 * Dockerfiles: `FROM`, `COPY --from`, `RUN --mount=from` and the `syntax` of the file. Names of stages are none. The defaults of `ARG` are filled in; who
 * builds can set them to something else.
 */
export const dockerfile: Reader = {
  format: "dockerfile",
  reads: (file) => /^(?:Dockerfile|Containerfile)(?:[.-].*)?$|\.(?:dockerfile|containerfile)$/i.test(nameOf(file)),
  read: ({ text }) => {
    const variables = new Map<string, string>();
    const stages = new Set<string>(["scratch"]);
    const findings: Finding[] = [];
    const add = (name: string | undefined, { text: instruction, start }: Instruction) => {
      if (name === undefined || stages.has(name.toLowerCase()) || /^\d+$/.test(name)) return;
      const at = start + Math.max(0, instruction.indexOf(name));
      findings.push(...imageFinding(name, { start: at, end: at + name.length }, (one) => variables.get(one)));
    };
    const syntax = /^#\s*syntax\s*=\s*(\S+)/i.exec(text);
    if (syntax?.[1] !== undefined) add(syntax[1], { text: syntax[0], start: 0 });
    for (const instruction of instructionsOf(text)) {
      const [word = "", ...rest] = instruction.text.trim().split(/\s+/);
      const names = rest.filter((one) => !one.startsWith("--"));
      switch (word.toUpperCase()) {
        case "ARG":
          for (const one of names) declare(variables, one);
          break;
        case "FROM":
          add(names[0], instruction);
          if (names[1]?.toLowerCase() === "as" && names[2] !== undefined) stages.add(names[2].toLowerCase());
          break;
        case "COPY":
        case "ADD":
        case "RUN":
          for (const one of rest) {
            const mounted = one.startsWith("--mount=") ? /[=,]from=([^,\s]+)/.exec(one)?.[1] : undefined;
            add(mounted ?? /^--from=(\S+)$/.exec(one)?.[1], instruction);
          }
      }
    }
    return { findings };
  },
};

function declare(variables: Map<string, string>, text: string): void {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) variables.set(name, value.replace(/^(["'])(.*)\1$/, "$2"));
}

/** Joins lines that end in the escape character, of which a directive can make another one. Comments are left out, also between such lines. */
function instructionsOf(text: string): Instruction[] {
  const escapes = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 500)) ? "`" : "\\";
  const found: Instruction[] = [];
  let open: { text: string; start: number } | undefined;
  let start = 0;
  for (const line of text.split("\n")) {
    const isComment = /^\s*#/.test(line);
    if (!isComment) {
      const trimmed = line.trimEnd();
      const goesOn = trimmed.endsWith(escapes);
      // The escape stays as a space, so that places in the text stay what they are.
      const piece = goesOn ? `${line.slice(0, trimmed.length - 1)} ${line.slice(trimmed.length)}` : line;
      open = open ? { ...open, text: `${open.text}\n${piece}` } : { text: piece, start };
      if (!goesOn) {
        found.push(open);
        open = undefined;
      }
    } else if (open) open = { ...open, text: `${open.text}\n${" ".repeat(line.length)}` };
    start += line.length + 1;
  }
  return open ? [...found, open] : found;
}
