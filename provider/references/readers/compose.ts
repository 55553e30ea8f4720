import { nameOf, type Reader, type TextFile } from "./reader";
import { imagesIn } from "./yaml-images";
import { YamlDocument } from "./yaml-nodes";

/** Files of Docker Compose. Variables come from the `.env` beside them, as Compose takes them, or are their defaults. */
export const compose: Reader = {
  format: "compose",
  reads: (file) => /^(?:docker-)?compose(?:[.-].*)?\.ya?ml$/.test(nameOf(file)),
  read: (file) => {
    const variables = environmentOf(file);
    return {
      findings: YamlDocument.all(file.text).flatMap(({ root }) =>
        imagesIn(root, undefined, (name) => variables.get(name)),
      ),
    };
  },
};

/** https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation */
function environmentOf({ near }: TextFile): ReadonlyMap<string, string> {
  const lines = (near(".env") ?? "").split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, "$2")] as const];
    }),
  );
}
