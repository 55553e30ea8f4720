import type { Reader, TextFile } from "./reader";
import { searchText } from "./text-search";
import { YamlDocument } from "./yaml-nodes";

/**
 * A template of a Helm chart, which is no YAML. `{{ .Values.image.repository }}` is looked up in the chart's values, `{{ .Chart.AppVersion }}` in the chart;
 * what other functions make of them is not known.
 */
export const helmTemplate: Reader = {
  format: "helm-template",
  reads: ({ path, text }) => /(?:^|\/)templates\/.*\.(?:ya?ml|tpl)$/.test(path) && text.includes("{{"),
  read: (file) => ({
    findings: searchText(file, (expression) => resolve(file, expression)).map((finding) => ({
      ...finding,
      certainty: finding.certainty === "exact" ? "text" : finding.certainty,
    })),
  }),
};

/** `.Values.image.tag | default .Chart.AppVersion | quote` */
function resolve(file: TextFile, expression: string): string | undefined {
  const [first = "", ...rest] = expression.split("|").map((part) => part.trim());
  const found = lookUp(file, first);
  if (found !== undefined && found !== "") return found;
  const otherwise = rest.map((part) => /^default\s+(.+)$/.exec(part)?.[1]).find((part) => part !== undefined);
  const quoted = /^"([^"]*)"$/.exec(otherwise ?? "")?.[1];
  return quoted ?? (otherwise === undefined ? undefined : lookUp(file, otherwise));
}

function lookUp({ near }: TextFile, name: string): string | undefined {
  const [, of, path] = /^\.(Values|Chart)\.([\w.]+)$/.exec(name) ?? [];
  if (of === undefined || path === undefined) return undefined;
  const text = ["../", "../../"]
    .map((up) => near(`${up}${of === "Values" ? "values.yaml" : "Chart.yaml"}`))
    .find((one) => one !== undefined);
  if (text === undefined) return undefined;
  const keys = of === "Chart" ? [`${path[0]?.toLowerCase()}${path.slice(1)}`] : path.split(".");
  return YamlDocument.all(text)[0]?.root.textAt(...keys);
}
