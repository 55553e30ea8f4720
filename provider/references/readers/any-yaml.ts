import type { Reader } from "./reader";
import { imagesIn } from "./yaml-images";
import { YamlDocument } from "./yaml-nodes";

/** Any other YAML that names images under a key that says so: pipelines of GitLab and others, playbooks of Ansible, programs of Pulumi. */
export const anyYaml: Reader = {
  format: "yaml",
  reads: ({ path, text }) => /\.ya?ml$/.test(path) && /image|repository/i.test(text),
  read: ({ text }) => ({ findings: YamlDocument.all(text).flatMap(({ root }) => imagesIn(root, "*")) }),
};
