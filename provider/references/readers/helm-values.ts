import { nameOf, type Reader, type TextFile } from "./reader";
import { imagesIn } from "./yaml-images";
import { YamlDocument } from "./yaml-nodes";

/** The values of a Helm chart. An image may be split over `registry`, `repository`, `tag` and `digest`; without a tag it is the chart's `appVersion`. */
export const helmValues: Reader = {
  format: "helm-values",
  reads: (file) => /^values(?:[.-].*)?\.ya?ml$|[.-]values\.ya?ml$/.test(nameOf(file)),
  read: (file) => ({
    findings: YamlDocument.all(file.text).flatMap(({ root }) => imagesIn(root, appVersionOf(file))),
  }),
};

function appVersionOf({ near }: TextFile): string {
  const chart = near("Chart.yaml") ?? near("../Chart.yaml");
  if (chart === undefined) return "*";
  try {
    return YamlDocument.all(chart)[0]?.root.textAt("appVersion") ?? "*";
  } catch {
    return "*";
  }
}
