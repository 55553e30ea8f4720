/** What GitHub doesn't document about its container registry; see `Behaviors` for how each is written. */
export interface RegistryBehaviors {
  /**
   * Answer to the OCI referrers API. High that there is none: NVIDIA/aicr#1957 has 404, artifacthub/hub#4785 a redirect
   * to a page of github.com.
   */
  referrers: 404 | 303;
  /**
   * Whether the manifests of deleted versions can still be pulled by digest. High that they can't:
   * actions/delete-package-versions#162.
   */
  deletedManifests: "missing" | "served";
  /**
   * Anonymous request of a token for what isn't public. Medium: openai/tunnel-client#75 has 401,
   * docker/build-push-action#628 has 403.
   */
  anonymousDenied: 401 | 403;
  /**
   * Whether GETs of manifests count as downloads. GitHub counts them (medium); "ignored" keeps a world as it was while
   * it is only looked at.
   */
  manifestDownloads: "ignored" | "counted";
  /**
   * What tags/list has for `tags` of a package that has no tag. Medium: zeegin/v8std#39 has null; the OCI distribution
   * specification has a list.
   */
  noTags: "null" | "empty list";
}

export const defaultRegistryBehaviors: RegistryBehaviors = {
  referrers: 404,
  deletedManifests: "missing",
  anonymousDenied: 401,
  manifestDownloads: "ignored",
  noTags: "null",
};
