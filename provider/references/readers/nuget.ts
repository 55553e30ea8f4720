import { visit } from "jsonc-parser";
import { type Finding, nameOf, type Reader } from "./reader";
import { allElements, parseXml, textOf } from "./xml";

/** Projects of .NET and what they have in common: `PackageReference`, `PackageVersion`, `GlobalPackageReference`, and the older `packages.config`. */
export const nugetProject: Reader = {
  format: "nuget-project",
  reads: (file) => /\.(?:cs|fs|vb)proj$|^Directory\..*\.(?:props|targets)$|^packages\.config$/i.test(nameOf(file)),
  read: ({ text }) => ({
    findings: [...allElements(parseXml(text))].flatMap((element): Finding[] => {
      const { name, attributes, start, end } = element;
      const isUse = /^(?:Global)?Package(?:Reference|Version)$|^package$/.test(name);
      const id = attributes.Include ?? attributes.Update ?? attributes.id;
      if (!isUse || id === undefined || id === "") return [];
      const version =
        attributes.VersionOverride ?? attributes.Version ?? attributes.version ?? textOf(element, "Version");
      // With versions in one place for all projects, a reference has none, and that place is read as well.
      if (version === undefined && name === "PackageReference") return [];
      return [nugetFinding(id, version === undefined || version.includes("$(") ? "*" : version, start, end)];
    }),
  }),
};

/** `packages.lock.json` */
export const nugetLock: Reader = {
  format: "nuget-lock",
  reads: (file) => nameOf(file) === "packages.lock.json",
  read: ({ text }) => {
    const findings: Finding[] = [];
    visit(text, {
      onLiteralValue(value, start, length, _line, _column, path) {
        const [root, , id, property] = path();
        if (root === "dependencies" && property === "resolved" && typeof value === "string")
          findings.push(nugetFinding(String(id), value, start, start + length));
      },
    });
    return { findings };
  },
};

function nugetFinding(id: string, version: string, start: number, end: number): Finding {
  const certainty = version.includes("*") ? "partial" : "exact";
  return { packageType: "nuget", reference: `${id}@${version}`, start, end, certainty };
}
