import { parseTree } from "jsonc-parser";
import { chartFinding } from "./charts";
import { imageFinding } from "./image-finding";
import { nameOf, type Reader } from "./reader";

/** `devcontainer.json`: its image, and its features, which are packages as well. */
export const devcontainer: Reader = {
  format: "devcontainer",
  reads: (file) => /^\.?devcontainer\.json$/.test(nameOf(file)),
  read: ({ text }) => ({
    findings: (parseTree(text)?.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      if (key?.value === "image" && value?.type === "string")
        return imageFinding(value.value, { start: value.offset, end: value.offset + value.length });
      if (key?.value !== "features") return [];
      return (value?.children ?? []).flatMap(({ children: [feature] = [] }) =>
        feature
          ? featureFinding(String(feature.value), { start: feature.offset, end: feature.offset + feature.length })
          : [],
      );
    }),
  }),
};

/** A feature's version may be a part of one, `1` or `1.4`, which means the latest of these: https://containers.dev/implementors/features-distribution */
function featureFinding(text: string, place: { start: number; end: number }) {
  const [, name = text, version] = /^(.*):([^/]*)$/.exec(text) ?? [];
  return text.startsWith(".") ? [] : chartFinding(name, version ?? "latest", place);
}
