import { valid } from "semver";
import { imageFinding } from "./image-finding";
import { type Finding, nameOf, type Reader } from "./reader";
import { YamlDocument } from "./yaml-nodes";

/** What `Chart.yaml` and `Chart.lock` say that a chart depends on, where that is in a registry of images. */
export const charts: Reader = {
  format: "helm-chart",
  reads: (file) => /^(?:Chart\.(?:ya?ml|lock)|requirements\.(?:ya?ml|lock))$/.test(nameOf(file)),
  read: ({ text }) => ({
    findings: YamlDocument.all(text).flatMap(({ root }) =>
      (root.get("dependencies")?.entries ?? []).flatMap((dependency) => {
        const repository = dependency.get("repository")?.text;
        if (!repository?.text.startsWith("oci://")) return [];
        const name = dependency.textAt("name") ?? "*";
        return chartFinding(`${repository.text}/${name}`, dependency.textAt("version"), repository);
      }),
    ),
  }),
};

/** A chart by its version, which may be a range. Helm writes `+` in a version as `_` in its tag. */
export function chartFinding(
  repository: string,
  version: string | undefined,
  place: Pick<Finding, "start" | "end">,
): Finding[] {
  const named = repository.replace(/\/+$/, "");
  if (version?.startsWith("sha256:")) return imageFinding(`${named}@${version}`, place);
  const isOne =
    version !== undefined &&
    (valid(version) !== null || (/^[\w][\w.-]*$/.test(version) && !/(?:^|\.)[xX](?:\.|$)/.test(version)));
  return imageFinding(`${named}:${isOne ? version.replaceAll("+", "_") : "*"}`, place);
}
