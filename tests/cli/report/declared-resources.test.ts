import { verdictLine } from "../../../cli/report/phrases";
import type { DeclaredNote, Note, OutlookNote } from "../../../provider/notes";
import { instance, noted, said, step } from "./events";
import { reportOf } from "./report-of";

describe("what a report says of declared packages and versions", () => {
  const lib = { owner: "acme", packageType: "npm", name: "lib" };
  const version = { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.0", versionId: 5, tags: [] };
  const changesOf = (...events: object[]) => reportOf(events).resources;

  const API = { owner: "acme", packageType: "container", name: "api" };
  const outlook = (expects: OutlookNote["expects"], rest: Partial<OutlookNote> = {}): OutlookNote => ({
    kind: "outlook",
    host: "github.com",
    subject: { package: "acme/container/api" },
    expects,
    says: "container package acme/api: so it will be",
    ...rest,
  });

  it.each([
    ["adopt", { action: "adopt" }],
    ["restore", { action: "restore", remark: "so it will be" }],
    ["restoreOrFail", { action: "restore", remark: "so it will be", mayFail: true }],
    ["fail", { action: "fail", remark: "so it will be" }],
  ] as const)("a new resource of which the provider notes %s", (expects, told) => {
    expect(changesOf(noted(outlook(expects)), step("create", "Package", "p", { inputs: API }))).toEqual([
      { name: "p", kind: "Package", what: "container package acme/api", ...told },
    ]);
  });

  it("nothing of a new resource that no note is about, whatever sentences say", () => {
    const sentence = "container package acme/api: there (id 5, private); the update adopts it.";
    const others = [
      outlook("adopt", { subject: { package: "acme/container/web" } }),
      outlook("adopt", { subject: { package: "acme/container/api", handle: { kind: "tag", value: "v1" } } }),
    ];
    const events = [said("info", sentence), noted(...others), step("create", "Package", "p", { inputs: API })];
    expect(changesOf(...events)).toMatchObject([{ name: "p", action: "unknown" }]);
    expect(verdictLine(reportOf(events))).toBe(
      "Nothing is deleted on GitHub. What becomes of 1 new resource is not told.",
    );
  });

  it("the gravest of what is noted of one name on two hosts", () => {
    const notes = noted(outlook("adopt"), outlook("fail", { host: "ghes", says: "it fails" }), outlook("restore"));
    expect(changesOf(notes, step("create", "Package", "p", { inputs: API }))).toMatchObject([
      { action: "fail", remark: "so it will be it fails" },
    ]);
  });

  it("a version by the handle that names it", () => {
    const inputs = { owner: "ACME", packageType: "npm", packageName: "@acme/lib", version: "1.0.0" };
    const subject = { package: "acme/npm/lib", handle: { kind: "version" as const, value: "1.0.0" } };
    const create = step("create", "PackageVersion", "v", { inputs });
    expect(changesOf(noted(outlook("fail", { subject })), create)).toMatchObject([
      { action: "fail", what: "version 1.0.0 of npm package ACME/lib" },
    ]);
    expect(
      changesOf(noted(outlook("fail", { subject: { ...subject, package: "acme/npm/lab" } })), create),
    ).toMatchObject([{ action: "unknown" }]);
  });

  it("a deletion, with all versions of a package", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib }))).toEqual([
      { name: "p", kind: "Package", action: "delete", what: "npm package acme/lib", remark: "with all its versions" },
    ]);
    expect(changesOf(step("delete", "PackageVersion", "v", { oldOutputs: version }))).toEqual([
      { name: "v", kind: "PackageVersion", action: "delete", what: "version 1.0.0 (id 5) of npm package acme/lib" },
    ]);
  });

  it("no deletion of what is retained", () => {
    expect(changesOf(step("delete", "Package", "p", { oldOutputs: lib, retainOnDelete: true }))).toMatchObject([
      { action: "state" },
    ]);
  });

  const declares = (liveId: number | undefined, host = "github.com"): DeclaredNote => ({
    kind: "declared",
    host,
    declaration: { type: "package", package: "acme/npm/lib", ...(liveId !== undefined && { liveId }) },
  });
  const at = (host: string | undefined, packageId = 5) => ({ oldOutputs: { ...lib, packageId, __host: host } });
  const actionsOf = (...events: object[]) => changesOf(...events).map(({ action }) => action);

  it.each([
    ["by its name", declares(undefined), at("github.com")],
    ["by its id, under another name", declares(5), { oldOutputs: { ...at("github.com").oldOutputs, name: "old" } }],
  ])("a hand-over of what the provider notes to be declared on its host, %s", (_, note, before) => {
    expect(changesOf(noted(note), step("delete", "Package", "p", before))).toMatchObject([
      { action: "state", remark: "handed over: the program still declares it" },
    ]);
  });

  it.each<[string, object[], ReturnType<typeof at>]>([
    ["is declared on another host", [noted(declares(6, "ghes.example.com"))], at("github.com")],
    ["has the same id on another host", [noted(declares(5, "ghes.example.com"))], at("github.com")],
    ["has a state that tells no host", [noted(declares(5))], at(undefined)],
    [
      "is created anew at another host, by a step of the same inputs",
      [noted(declares(6, "ghes.example.com")), step("create", "Package", "q", { inputs: lib })],
      at("github.com"),
    ],
    [
      "stands in a step that nothing was noted of, as one that is no target",
      [step("same", "Package", "q", { inputs: lib })],
      at("github.com"),
    ],
    [
      "is only said to stay",
      [
        said(
          "info",
          "npm package acme/lib is not deleted: the program still declares it, under another name or place.",
        ),
      ],
      at("github.com"),
    ],
  ])("a deletion of what %s", (_, events, before) => {
    expect(actionsOf(...events, step("delete", "Package", "p", before))[0]).toBe("delete");
    expect(verdictLine(reportOf([...events, step("delete", "Package", "p", before)]))).toMatch(
      /^Deletes 1 declared resource\./,
    );
  });

  describe("of two servers on this machine, which one host stands for in a state,", () => {
    const onPort = (port: number): Note => ({
      ...declares(undefined, "localhost"),
      server: `localhost:${port}`,
      usualServer: "localhost:1111",
    });
    const baseUrl = (url: string) => ({ "github-packages-provider:baseUrl": url });
    const gone = (provider?: string) =>
      step("delete", "Package", "p", { ...at("localhost"), ...(provider !== undefined && { provider }) });

    it.each<[it: string, events: object[], action: string]>([
      [
        "the one that its instance is given",
        [instance("same", "two", baseUrl("http://localhost:2222")), gone("two")],
        "state",
      ],
      [
        "that one by another spelling",
        [instance("same", "two", baseUrl("http://127.0.0.1:2222/api/v3")), gone("two")],
        "state",
      ],
      [
        "that one, of an instance that goes too",
        [instance("delete", "two", baseUrl("127.0.0.1:2222")), gone("two")],
        "state",
      ],
      [
        "that one by the stack's configuration",
        [instance("same", "two", { "github-packages:baseUrl": "127.0.0.1:2222" }), gone("two")],
        "state",
      ],
      [
        "another than its instance is given",
        [instance("same", "three", baseUrl("http://localhost:3333")), gone("three")],
        "delete",
      ],
      ["another than instances without an address speak to", [gone()], "delete"],
      ["another than an instance without an address speaks to", [instance("same", "bot", {}), gone("bot")], "delete"],
    ])("declared at %s: a hand-over there alone", (_, events, action) => {
      expect(actionsOf(noted(onPort(2222)), ...events)).toEqual([action]);
    });

    it("declared at the one that instances without an address speak to: a hand-over", () => {
      expect(actionsOf(noted(onPort(1111)), gone())).toEqual(["state"]);
    });
  });

  it("a failure where the provider refuses to delete a package for versions that are declared", () => {
    const handle = { kind: "tag" as const, value: "v1" };
    const note: Note = {
      kind: "declared",
      host: "github.com",
      declaration: { type: "version", package: "acme/npm/lib", handle },
    };
    const events = [noted(note), step("delete", "Package", "p", at("github.com"))];
    expect(changesOf(...events)).toMatchObject([
      {
        action: "fail",
        remark: expect.stringMatching(/^it is not deleted: the program still declares versions.*tag v1/),
      },
    ]);
    expect(verdictLine(reportOf(events))).toBe("The update will fail for 1 resource.");
  });

  it("both halves of a replacement", () => {
    const events = [
      step("create-replacement", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("replace", "Package", "p", { inputs: { ...lib, name: "new" }, oldOutputs: lib }),
      step("delete-replaced", "Package", "p", { oldOutputs: lib }),
    ];
    const adopted = noted({ ...outlook("adopt"), subject: { package: "acme/npm/new" } });
    expect(changesOf(adopted, ...events)).toMatchObject([
      { action: "delete", what: "npm package acme/lib" },
      { action: "adopt", what: "npm package acme/new" },
    ]);
  });
});
