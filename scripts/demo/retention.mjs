/** A policy on the publish history of a well-known package, beside what the quickstart declares. */
const POLICY = `new RetentionPolicy("old-releases", {
  packageType: "npm",
  packages: ["prettier"],
  rules: {
    "over a year old":    { action: "delete", match: { olderThan: "365d" } },
    "last of each minor": { action: "keep", mostRecent: { count: 1, groupBy: "semverMinor" } },
  },
});
`;

/**
 * The chapter on retention: what goes is in the preview, by rule, before it goes; after it, nothing is pending.
 * @param {(says: string, ...args: string[]) => import("./script.mjs").Step} pulumi
 * @returns {import("./script.mjs").Step[]}
 */
export function retentionChapter(pulumi) {
  const edit = (says, from, to) => ({ says, command: "edit examples/quickstart/index.ts", edit: [from, to] });
  return [
    edit(
      "A retention policy, for the publish history of a well-known package.",
      "import { Package, PackageVersion }",
      "import { Package, PackageVersion, RetentionPolicy }",
    ),
    edit("", "export const pages", `${POLICY}\nexport const pages`),
    pulumi("The preview names every version that will go, and the rule by which it goes.", "preview", "--diff"),
    pulumi("The update deletes just these.", "up", "--yes"),
    pulumi("After it, nothing is pending.", "preview", "--expect-no-changes"),
  ];
}
