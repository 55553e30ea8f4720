import { type Finding, nameOf, type Reader } from "./reader";
import { resolveVariables } from "./variables";

const COORDINATES = /["']([\w.-]+:[\w.-]+:[^"'\s:@]+)(?:[:@][^"']*)?["']/g;
const NAMED =
  /group\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["'](?:\s*,\s*version\s*[:=]\s*["']([^"']+)["'])?/g;
const LOCKED = /^([\w.-]+:[\w.-]+:[\w.+-]+)=/gm;
const MODULE =
  /^\s*[\w.-]+\s*=\s*\{\s*(?:module\s*=\s*"([^"]+)"|group\s*=\s*"([^"]+)"\s*,\s*name\s*=\s*"([^"]+)")\s*(?:,\s*version(\.ref)?\s*=\s*"([^"]+)")?[^\n]*/gm;

/** Scripts of Gradle in Groovy and Kotlin, its lock files and version catalogs. */
export const gradle: Reader = {
  format: "gradle",
  reads: (file) => /\.gradle(?:\.kts)?$|^(?:.*gradle\.lockfile)$|\.versions\.toml$/.test(nameOf(file)),
  read: ({ text, near }) => {
    const values = new Map<string, string>();
    for (const source of [near("gradle.properties"), near("../gradle.properties"), text])
      for (const [, name = "", value = ""] of (source ?? "").matchAll(
        /(?<![\w.-])([\w.-]+)["']?\)?[ \t]*=[ \t]*["']?([\w.+-]+)["']?[ \t]*$/gm,
      ))
        values.set(name.replace(/^ext\./, ""), value);
    const findings: Finding[] = [];
    const add = (written: string, start: number, length: number) => {
      const { text: reference, certainty } = resolveVariables(written, (name) => values.get(name));
      findings.push({ packageType: "maven", reference, start, end: start + length, certainty });
    };
    for (const { 0: all, 1: written = "", index } of [...text.matchAll(COORDINATES), ...text.matchAll(LOCKED)])
      add(written, index, all.length);
    for (const { 0: all, 1: group, 2: name, 3: version = "*", index } of text.matchAll(NAMED))
      add(`${group}:${name}:${version}`, index, all.length);
    for (const { 0: all, 1: module, 2: group, 3: name, 4: isRef, 5: version = "*", index } of text.matchAll(MODULE)) {
      const resolved = isRef === undefined ? version : (values.get(version) ?? "*");
      add(`${module ?? `${group}:${name}`}:${resolved}`, index, all.length);
    }
    return { findings };
  },
};
