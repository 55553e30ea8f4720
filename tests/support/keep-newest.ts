import type { PropertyMap } from "../../provider/resources/resource";

/** What a retention policy says that keeps the newest versions of `acme/lib`, or of what else is named, and deletes the others. */
export const keepNewest = (count: number, rest: PropertyMap = {}): PropertyMap => ({
  owner: "acme",
  packageType: "npm",
  packages: ["lib"],
  minAge: "0s",
  rules: {
    rest: { action: "delete", match: { versionNames: ["*"] } },
    newest: { action: "keep", mostRecent: { count } },
  },
  ...rest,
});
