import { imageFinding, imageText } from "./image-finding";
import { nameOf, type Reader } from "./reader";
import { YamlDocument } from "./yaml-nodes";

/** The `images` of a kustomization: `newName`, `newTag`, `digest`. Without a new tag it is that of whatever it changes. */
export const kustomize: Reader = {
  format: "kustomize",
  reads: (file) => /^kustomization\.ya?ml$|^Kustomization$/.test(nameOf(file)),
  read: ({ text }) => {
    const images = YamlDocument.all(text).flatMap(({ root }) => root.get("images")?.entries ?? []);
    return {
      findings: images.flatMap((image) => {
        const name = (image.get("newName") ?? image.get("name"))?.text;
        if (!name) return [];
        const digest = image.textAt("digest");
        const tag = image.textAt("newTag") ?? (digest === undefined ? "*" : undefined);
        return imageFinding(imageText({ repository: name.text, tag, digest }), name);
      }),
      // The old name says what is replaced.
      understood: images.flatMap((image) => image.get("name")?.text ?? []),
    };
  },
};
