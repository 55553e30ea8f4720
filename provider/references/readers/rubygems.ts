import { type Finding, nameOf, type Reader } from "./reader";

/** `Gemfile.lock`, but for what it has from rubygems.org. */
export const gemfileLock: Reader = {
  format: "gemfile-lock",
  reads: (file) => /^(?:Gemfile|gems)\.(?:lock|locked)$/.test(nameOf(file)),
  read: ({ text }) => {
    const findings: Finding[] = [];
    let start = 0;
    let isElsewhere = false;
    for (const line of text.split("\n")) {
      const remote = /^ {2}remote: (\S+)/.exec(line)?.[1];
      if (remote !== undefined) isElsewhere = /^https:\/\/(?:\w+\.)?rubygems\.org\/?$/.test(remote);
      const [, name, version] = /^ {4}([\w.-]+) \(([^()\s]+)\)/.exec(line) ?? [];
      if (name !== undefined && version !== undefined && !isElsewhere)
        findings.push(gemFinding(name, version.replace(/-[a-z].*$/, ""), start, start + line.length));
      start += line.length + 1;
    }
    return { findings };
  },
};

/** `Gemfile` and gemspecs. A version there is a requirement, of which only Bundler knows what it comes to. */
export const gemfile: Reader = {
  format: "gemfile",
  reads: (file) => /^(?:Gemfile|gems\.rb)$|\.gemspec$/.test(nameOf(file)),
  read: ({ text }) => ({
    findings: [
      ...text.matchAll(
        /^[^#\n]*?\b(?:gem|add(?:_runtime|_development)?_dependency)[ (]\s*["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?/gm,
      ),
    ].map(({ 0: all, 1: name = "", 2: version, index }) =>
      gemFinding(
        name,
        version !== undefined && /^=?\s*\d[\w.]*$/.test(version) ? version.replace(/^=\s*/, "") : "*",
        index,
        index + all.length,
      ),
    ),
  }),
};

function gemFinding(name: string, version: string, start: number, end: number): Finding {
  const certainty = version === "*" ? "partial" : "exact";
  return { packageType: "rubygems", reference: `${name}@${version}`, start, end, certainty };
}
