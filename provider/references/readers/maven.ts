import { type Finding, nameOf, type Reader } from "./reader";
import { allElements, type Element, parseXml, textOf } from "./xml";

const USES = new Set(["dependency", "plugin", "parent", "extension", "annotationProcessorPath", "path"]);

/** `pom.xml`. A version that the parent or an imported list manages is not written there: every version may be meant. */
export const maven: Reader = {
  format: "maven-pom",
  reads: (file) => /(?:^|\.)pom(?:\.xml)?$/.test(nameOf(file)),
  read: ({ text }) => {
    const elements = [...allElements(parseXml(text))];
    const properties = propertiesOf(elements);
    const fill = (written: string) =>
      written.replaceAll(/\$\{([^{}]*)\}/g, (_, name: string) => properties.get(name) ?? "*");
    const uses = elements.filter(({ name }) => USES.has(name));
    const managed = new Set(uses.filter((use) => textOf(use, "version")).map(coordinates));
    return {
      findings: uses.flatMap((use): Finding[] => {
        const version = textOf(use, "version");
        const [group, artifact] = [textOf(use, "groupId"), textOf(use, "artifactId")];
        const place = use.children.find(({ name }) => name === "artifactId");
        if (!group || !artifact || !place || (version === undefined && managed.has(coordinates(use)))) return [];
        const reference = fill(`${group}:${artifact}:${version || "*"}`);
        return [
          {
            packageType: "maven",
            reference,
            start: place.start,
            end: place.end,
            certainty: reference.includes("*") ? "partial" : "exact",
          },
        ];
      }),
    };
  },
};

function coordinates(use: Element): string {
  return `${textOf(use, "groupId")}:${textOf(use, "artifactId")}`;
}

/** The project's own, and what it declares. A property may hold another. */
function propertiesOf(elements: readonly Element[]): ReadonlyMap<string, string> {
  const project = elements.find(({ name }) => name === "project");
  const parent = project?.children.find(({ name }) => name === "parent");
  const properties = new Map<string, string>();
  for (const name of ["version", "groupId"]) {
    const value = (project && textOf(project, name)) ?? (parent && textOf(parent, name));
    if (value !== undefined) for (const prefix of ["project.", "pom.", ""]) properties.set(prefix + name, value);
  }
  for (const { name, children } of elements)
    if (name === "properties") for (const child of children) properties.set(child.name, child.text);
  for (const [name, value] of properties)
    properties.set(
      name,
      value.replaceAll(/\$\{([^{}]*)\}/g, (whole, other: string) => properties.get(other) ?? whole),
    );
  return properties;
}
