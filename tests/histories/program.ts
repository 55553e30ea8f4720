import type { Emulator } from "../../emulator";
import type { PropertyMap } from "../../provider/resources/resource";
import type { Declared } from "../support/in-process/program";
import { organization } from "./others";
import type { Edit, What } from "./story";

const remove = (match: PropertyMap) => ({ action: "delete", match });
const keep = (rest: PropertyMap) => ({ action: "keep", ...rest });

const IMAGE_RULES: readonly PropertyMap[] = [
  { rules: { previews: remove({ tags: ["pr-*"] }) } },
  { rules: { previews: remove({ tags: ["pr-*"] }), rest: remove({ tagState: "untagged", olderThan: "7d" }) } },
  { rules: { old: remove({ tags: ["*"], olderThan: "14d" }), releases: keep({ match: { tags: ["v*"] } }) } },
  { rules: { old: remove({ tagState: "any", olderThan: "5d" }), newest: keep({ mostRecent: { count: 2 } }) } },
  { rules: { rest: remove({ tagState: "untagged", olderThan: "1d" }) }, deleteOrphanReferrers: true },
  { rules: { all: remove({ tagState: "any", olderThan: "25d" }) } },
  { rules: { all: remove({ tagState: "any", olderThan: "25d" }) }, onAllMatched: "deletePackage" },
  { rules: { previews: remove({ tags: ["pr-*"] }) }, previewOnly: true },
  { rules: { old: remove({ tags: ["*"], olderThan: "14d" }) }, maxDuration: "20s" },
  {
    rules: { newest: keep({ mostRecent: { count: 1 } }), rest: remove({ tagState: "any", olderThan: "1d" }) },
    restore: false,
  },
];

const RELEASE_RULES: readonly PropertyMap[] = [
  { rules: { rest: remove({ versionNames: ["*"] }), newest: keep({ mostRecent: { count: 2 } }) } },
  { rules: { candidates: remove({ prerelease: true, olderThan: "7d" }) } },
  { rules: { old: remove({ versionNames: ["*"], olderThan: "35d" }) } },
  { rules: { all: remove({ versionNames: ["*"], olderThan: "25d" }) }, onAllMatched: "deletePackage" },
];

/** What a program says, made from what its author sees on GitHub at that moment. */
export function declared(edit: Extract<Edit, { edit: "declare" }>, emulator: Emulator): Declared {
  const { what, name, provider, rules, spelling, pick } = edit;
  const login = organization(emulator.world);
  const owner = login === "acme" ? spelling : login;
  const type = what.startsWith("package")
    ? "Package"
    : what.startsWith("version")
      ? "PackageVersion"
      : "RetentionPolicy";
  const given = { name: `${what} ${name}`, type, provider } as const;
  if (type === "Package") return { ...given, inputs: packageInputs(what, owner, emulator) };
  if (type === "PackageVersion") {
    const deletedWith = what.endsWith("with its package") ? { deletedWith: `package api ${name}` } : {};
    return { ...given, ...deletedWith, inputs: versionInputs(what, owner, emulator, pick) };
  }
  const isLib = what === "policy over lib";
  const palette = isLib ? RELEASE_RULES : IMAGE_RULES;
  const packages = isLib ? ["lib"] : what === "policy over api" ? ["api"] : ["*"];
  const packageType = isLib ? "npm" : "container";
  return { ...given, inputs: { owner, packageType, packages, minAge: "0s", ...palette[rules % palette.length] } };
}

function packageInputs(what: What, owner: string, { world }: Emulator): PropertyMap {
  const name = what.slice("package ".length);
  const isMigrated = world.package(organization(world), "container", name) !== undefined;
  const packageType = name === "lib" ? "npm" : name === "old" && !isMigrated ? "docker" : "container";
  return { owner, packageType, name };
}

function versionInputs(what: What, owner: string, { world }: Emulator, pick: number): PropertyMap {
  const [packageType, packageName] = what === "version of lib" ? ["npm", "lib"] : ["container", "api"];
  const place = { owner, packageType, packageName };
  const versions = world.package(organization(world), packageType as "npm", packageName)
    ? world.versions(organization(world), packageType as "npm", packageName)
    : [];
  const chosen = versions[pick % Math.max(1, versions.length)];
  switch (what) {
    case "version of api by tag v1":
      return { ...place, tag: "v1" };
    case "version of api by id":
      return { ...place, versionId: chosen?.id ?? 1 };
    case "version of api by digest":
      return { ...place, digest: chosen?.name ?? `sha256:${"0".repeat(64)}` };
    case "version of lib":
      return { ...place, version: chosen?.name ?? "1.0.0" };
    default:
      return { ...place, tag: "latest" };
  }
}
