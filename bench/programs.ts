/** The programs that the engine runs in the bench, as text. */
import { OWNER, versionName } from "./support/worlds";

/** Inputs of version resources of `lib0`, with what this provider's check fills in. */
const inputs = `const inputs = (index) => ({
  owner: "${OWNER}", ownerType: "organization", packageType: "npm", packageName: "lib0", version: "1." + index + ".0",
  whenDeleted: "restore",
});`;

export function versionsProgram(count: number): string {
  return `"use strict";
const { PackageVersion } = require("pulumi-github-packages");
${inputs}
for (let index = 0; index < ${count}; index++) new PackageVersion("v" + index, inputs(index));
`;
}

/** What this provider's state holds of a version. */
const outputsOf = `const outputsOf = ({ whenDeleted, ...given }) => {
  const versionId = 1000001 + Number(given.version.split(".")[1]);
  const packageHtmlUrl = "https://github.com/orgs/${OWNER}/packages/npm/package/lib0";
  return { ...given, versionId, packageHtmlUrl, htmlUrl: packageHtmlUrl + "/" + versionId,
    createdAt: "2025-01-01T00:00:00Z", __schema: 1, __handle: "version:" + given.version };
};`;

const outputNames = `const outputs = Object.fromEntries(
  ["versionId", "packageHtmlUrl", "htmlUrl", "createdAt"].map((name) => [name, undefined]));`;

/** A dynamic provider as its documentation shows one, which does nothing, with the same properties. */
export function idleProgram(count: number): string {
  return dynamicProgram(count, "async read(id, props) { return { id, props }; },");
}

/** The same, which reads each version by a request of its own. */
export function plainProgram(count: number): string {
  return dynamicProgram(
    count,
    `async read(id, props) {
    const path = "/orgs/${OWNER}/packages/npm/lib0/versions/" + props.versionId;
    const headers = { authorization: "Bearer " + process.env.GITHUB_TOKEN };
    const answer = await fetch(process.env.GITHUB_BASE_URL + path, { headers });
    if (!answer.ok) throw new Error("GitHub answers " + answer.status);
    const { id: versionId } = await answer.json();
    return { id, props: { ...props, versionId } };
  },`,
  );
}

function dynamicProgram(count: number, read: string): string {
  return `"use strict";
const pulumi = require("@pulumi/pulumi");
${inputs}
${outputsOf}
${outputNames}
const provider = {
  async check(olds, news) { return { inputs: news }; },
  async diff() { return { changes: false }; },
  async create(given) { const outs = outputsOf(given); return { id: "${OWNER}/npm/lib0/" + outs.versionId, outs }; },
  ${read}
  async update(id, olds) { return { outs: olds }; },
  async delete() {},
};
class Version extends pulumi.dynamic.Resource {
  constructor(name, args) { super(provider, name, { ...outputs, ...args }); }
}
for (let index = 0; index < ${count}; index++) new Version("v" + index, inputs(index));
`;
}

/** A policy over every package, of which these versions go, by their index. */
export function policyProgram(packages: string[], goes: readonly number[], maxDeletions = 500): string {
  const patterns = goes.length === 0 ? ["0.*"] : goes.map(versionName);
  return `"use strict";
const { RetentionPolicy } = require("pulumi-github-packages");
new RetentionPolicy("policy", {
  owner: "${OWNER}", ownerType: "organization", packageType: "npm", packages: ${JSON.stringify(packages)}, maxDeletions: ${maxDeletions},
  rules: { named: { action: "delete", match: { versionNames: ${JSON.stringify(patterns)} } } },
});
`;
}
