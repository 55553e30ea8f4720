import type { Declaration } from "../../../provider/run/declaration";
import { Declarations } from "../../../provider/run/declarations";
import type { Journal } from "../../../provider/run/journal";

function memoryJournal(kept: Declaration[] = []): Journal<Declaration> & { kept: Declaration[] } {
  return { kept, append: (declaration) => kept.push(declaration), read: () => [...kept] };
}

describe("declarations", () => {
  it("know a package by any spelling of its owner, and an npm package with or without its scope", () => {
    const declarations = new Declarations(memoryJournal());
    declarations.declarePackage("Acme", "npm", "@acme/ui");
    expect(declarations.declaresPackage("acme/npm/ui")).toBe(true);
    expect(declarations.declaresPackage("acme/npm/ui2")).toBe(false);
    expect(declarations.declaresPackage("acme/maven/ui")).toBe(false);
  });

  it("know what an earlier phase of the run declared", () => {
    const journal = memoryJournal();
    new Declarations(journal).declareVersion("acme", "container", "api", { kind: "tag", value: "v1" });
    const update = new Declarations(memoryJournal(journal.kept));
    expect(update.versionSelectors("acme/container/api")).toEqual([{ kind: "tag", value: "v1" }]);
    expect(update.versionSelectors("acme/container/web")).toEqual([]);
  });

  it("know what another process declares after they were first asked", () => {
    const journal = memoryJournal();
    const [deleting, declaring] = [new Declarations(journal), new Declarations(journal)];
    expect(deleting.declaresPackage("acme/container/api")).toBe(false);
    declaring.declarePackage("acme", "container", "api");
    declaring.declareVersion("acme", "container", "api", { kind: "tag", value: "v1" });
    expect(deleting.declaresPackage("acme/container/api")).toBe(true);
    expect(deleting.versionSelectors("acme/container/api")).toEqual([{ kind: "tag", value: "v1" }]);
  });

  it("write each declaration once, however often it is made", () => {
    const journal = memoryJournal();
    const declarations = new Declarations(journal);
    for (const _ of [1, 2, 3]) {
      declarations.declarePackage("acme", "npm", "ui");
      declarations.declareVersion("acme", "npm", "ui", { kind: "version", value: "1.0.0" });
    }
    expect(journal.kept).toHaveLength(2);
  });

  it("tell a version id from a version of the same name", () => {
    const declarations = new Declarations(memoryJournal());
    declarations.declareVersion("acme", "npm", "ui", { kind: "version", value: "7" });
    declarations.declareVersion("acme", "npm", "ui", { kind: "versionId", value: 7 });
    expect(declarations.versionSelectors("acme/npm/ui")).toHaveLength(2);
  });

  it("know what is declared by its number, by whatever name, once that is known", () => {
    const declarations = new Declarations(memoryJournal());
    declarations.declarePackage("acme", "container", "api");
    expect(declarations.declaresLive("package", 300)).toBe(false);
    declarations.declarePackage("acme", "container", "api", 300);
    declarations.declareVersion("acme", "container", "api", { kind: "tag", value: "v1" }, 301);
    expect(declarations.declaresLive("package", 300)).toBe(true);
    expect(declarations.declaresLive("version", 301)).toBe(true);
    expect(declarations.declaresLive("package", 301)).toBe(false);
  });

  it("tell the handles of the program from the ids that they were found to mean", () => {
    const declarations = new Declarations(memoryJournal());
    const tag = { kind: "tag", value: "v1" } as const;
    const id = { kind: "versionId", value: 302 } as const;
    declarations.declareVersion("acme", "container", "api", tag, 301);
    declarations.declareVersion("acme", "container", "api", tag, 302);
    declarations.declareVersion("acme", "container", "api", id, 302);
    expect(declarations.declaredSelectors("acme/container/api")).toEqual([tag, id]);
    expect(declarations.versionSelectors("acme/container/api")).toEqual([tag, id, { kind: "versionId", value: 301 }]);
  });
});
