import { chartFinding } from "./charts";
import type { Finding, Reader } from "./reader";
import { imagesIn } from "./yaml-images";
import { type Entry, YamlDocument } from "./yaml-nodes";

/**
 * Manifests of Kubernetes in YAML or JSON, and what `kubectl get -o yaml|json` tells: resources of any kind, lists of them, and the images that a cluster
 * says it runs (`status.containerStatuses[].imageID`). Charts of Argo CD and Flux are packages as well.
 */
export const kubernetes: Reader = {
  format: "kubernetes",
  reads: ({ path, text }) =>
    /\.(?:ya?ml|json)$|^-$/.test(path) && /["']?\bapiVersion\b/.test(text) && /["']?\bkind\b/.test(text),
  read: ({ text }) => ({
    findings: YamlDocument.all(text).flatMap(({ root }) => [
      ...imagesIn(root),
      ...[...root.all(), root].flatMap((entry) => [...volumes(entry), ...charts(entry)]),
    ]),
  }),
};

/** https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes: `volumes[].image.reference` */
function volumes(entry: Entry): Finding[] {
  const found = entry.key === "image" ? entry.get("reference")?.text : undefined;
  return found
    ? [{ packageType: "container", reference: found.text, start: found.start, end: found.end, certainty: "exact" }]
    : [];
}

/** Argo CD names a repository without its scheme (`repoURL`), Flux with it (`url`). */
function charts(entry: Entry): Finding[] {
  const chart = entry.textAt("chart");
  const repository = entry.get("repoURL")?.text;
  if (repository && chart !== undefined)
    return chartFinding(`${repository.text}/${chart}`, entry.textAt("targetRevision"), repository);
  const url = entry.get("url")?.text;
  if (!url?.text.startsWith("oci://")) return [];
  const version = entry.textAt("ref", "digest") ?? entry.textAt("ref", "tag") ?? entry.textAt("ref", "semver");
  return chartFinding(url.text, version ?? "*", url);
}
