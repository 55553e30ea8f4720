import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import type { SeedPackage, SeedToken } from "../../../emulator/seed";
import type { SnapshotPackage } from "../../../explorer/snapshot";
import { parsePolicy, planRetention } from "../../../provider/retention";
import { Sizes } from "../../../provider/sizes";
import { ADMIN_TOKEN, at, npmPackage, seed } from "../../adapter/github/support/seed";
import { ImageWorld, multiPlatform } from "../../support/image-world";
import { temporaryDirectory } from "../../support/temporary-directory";
import { step, stream } from "../report/events";
import { methodsOf } from "../support/run";
import { runExplore, snapshotOf } from "./exploring";

const TOKENS: SeedToken[] = [{ token: "ghs_actions", kind: "github-actions", login: "octocat", scopes: [] }];

/** An owner whose words are hostile: they are data, and never markup. */
const HOSTILE = "</script><script>alert(1)</script>";

describe("explore", () => {
  let emulator: Emulator;
  const start = async (packages: SeedPackage[] = []) => {
    emulator = await startEmulator({ seed: seed({ packages, tokens: TOKENS }) });
  };
  afterEach(() => emulator.close());

  const named = (packages: readonly SnapshotPackage[]) =>
    packages.map(({ packageType, name }) => `${packageType}/${name}`);

  it("writes a page with all of an owner's packages, and changes nothing", async () => {
    await start();
    const before = emulator.world.snapshot();
    const { code, out, err, snapshot } = await snapshotOf(emulator, ["--owner", "ACME", "--type", "npm"]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: "",
      err: "Wrote page.html: 1 package of acme with 3 versions.\n",
    });
    expect(snapshot).toMatchObject({ owner: "acme", server: new URL(emulator.url).host, policies: [], missing: [] });
    expect(named(snapshot.packages)).toEqual(["npm/lib"]);
    expect(snapshot.packages[0]?.versions.map(({ name, createdAt }) => [name, createdAt])).toContainEqual([
      "1.0.0",
      at(0).replace(".000", ""),
    ]);
    expect(methodsOf(emulator)).toEqual(["GET"]);
    expect(emulator.world.snapshot()).toEqual(before);
  });

  it("takes patterns as a policy does, and says which match nothing", async () => {
    await start([npmPackage("acme", "web-a", 7000, 1), npmPackage("acme", "web-b", 7100, 1)]);
    const argv = ["--owner", "acme", "--packages", "web-*,app/api", "--packages", "nothing-*"];
    const { code, err, snapshot } = await snapshotOf(emulator, argv);
    expect(named(snapshot.packages)).toEqual(["npm/web-a", "npm/web-b", "container/app/api"]);
    expect(err).toContain('Warning: "nothing-*" matches no package of acme that this token can see.\n');
    expect(code).toBe(1);
  });

  it("reads a package by its name with a token that may not list", async () => {
    await start([{ ...npmPackage("acme", "web", 7000, 2), visibility: "public" }]);
    emulator.faults.add({ route: /packages$/, method: "GET", status: 403, times: Number.POSITIVE_INFINITY });
    const argv = ["--owner", "acme", "--type", "npm", "--packages"];
    const listing = await snapshotOf(emulator, [...argv, "w*"]);
    expect(listing.code).toBe(1);
    expect(listing.snapshot.missing).toEqual([expect.stringMatching(/^list npm packages of acme: /)]);
    expect(listing.err).toContain(`Missing: ${listing.snapshot.missing[0]}\n`);
    const byName = await snapshotOf(emulator, [...argv, "web"]);
    expect([byName.code, named(byName.snapshot.packages)]).toEqual([0, ["npm/web"]]);
  });

  it("shows what is known of a package that fails half-way, and lets nobody plan it", async () => {
    const world = new ImageWorld();
    world.package("good").push(multiPlatform("good").all, { daysAgo: 3, tags: ["v1"] });
    world.package("bad").push(multiPlatform("bad").all, { daysAgo: 3, tags: ["v1"] });
    emulator = await startEmulator({ seed: world.seed() });
    emulator.faults.add({ route: /bad\/manifests/, status: 404, times: Number.POSITIVE_INFINITY });
    const token = emulator.world.tokens()[0]?.token;
    const { code, err, snapshot } = await snapshotOf(emulator, ["--owner", "acme"], { token });
    const [bad, good] = snapshot.packages;
    expect(code).toBe(1);
    expect([bad?.versions.length, bad?.problem]).toEqual([3, expect.stringContaining("acme/bad")]);
    expect(err).toContain(`Missing: ${bad?.problem}\n`);
    expect([good?.manifests?.size, good?.problem]).toEqual([3, undefined]);
    const policy = parsePolicy({
      owner: "acme",
      packageType: "container",
      packages: ["*"],
      rules: { old: { action: "delete", match: { olderThan: "1d" } } },
      minAge: "0s",
      onUnreadable: "skipPackage",
    });
    if (policy.outcome !== "parsed") throw new Error("the policy must be one");
    const plan = planRetention({ policy: policy.inputs, evaluatedAt: snapshot.takenAt, packages: snapshot.packages });
    expect(plan.skipped.map((one) => one.package)).toEqual(["bad"]);
    expect(new Set(plan.deletions.map((one) => one.package))).not.toContain("bad");
  });

  it("tells the parts of images, their platforms, and how many bytes they take, each content once", async () => {
    const world = new ImageWorld();
    const { index, children, all } = multiPlatform("app", ["linux/amd64", "linux/arm64"], true);
    world.package("app").push(all, { daysAgo: 3, tags: ["v1"] });
    emulator = await startEmulator({ seed: world.seed() });
    const token = emulator.world.tokens()[0]?.token;
    const { snapshot } = await snapshotOf(emulator, ["--owner", "acme"], { token });
    const manifest = snapshot.packages[0]?.manifests?.get(index.digest);
    expect(manifest?.kind).toBe("index");
    expect(manifest?.children.map(({ digest }) => digest).sort()).toEqual(children.map(({ digest }) => digest).sort());
    expect(new Set(manifest?.children.map(({ platform }) => platform))).toEqual(
      new Set(["linux/amd64", "linux/arm64", "unknown/unknown"]),
    );
    expect(snapshot.packages[0]?.manifests?.size).toBe(all.length);
    const digests = all.map(({ digest }) => digest);
    const counted = new Sizes(digests, snapshot.packages[0]?.manifests ?? new Map()).of(digests);
    const contents = new Map(
      all.flatMap(({ blobs, digest, content }) => [
        [digest, content.length] as const,
        ...blobs.map((blob) => [blob.digest, blob.content.length] as const),
      ]),
    );
    expect(counted).toEqual({ bytes: [...contents.values()].reduce((sum, one) => sum + one, 0), unknown: 0 });
  });

  it("ends with 1 and writes nothing where the owner is not there, or the token is refused", async () => {
    await start();
    for (const [argv, token] of [
      [["--owner", "nobody"], ADMIN_TOKEN],
      [["--owner", "acme"], "ghp_wrong"],
      [["--owner", "acme"], undefined],
    ] as const) {
      const directory = temporaryDirectory("github-packages-explore-");
      const { code, out, err } = await runExplore(emulator, [...argv, "--output", "page.html"], { token, directory });
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(/^[^\n]+\n$/);
    }
  });

  it.each([
    [["--owner", "acme,mona"], "A page is about one owner: give one --owner."],
    [["--preview", "a", "--stack", "b"], "--preview and --stack both say what the policies are: give one of them."],
    [["--type", "x"], "--type is one of"],
    [["--nonsense"], "nonsense"],
  ])("refuses %j", async (argv, says) => {
    await start();
    const { code, err } = await runExplore(emulator, argv);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(err).toContain("Usage: pulumi-github-packages explore");
  });

  it("says where a file can't be written", async () => {
    await start();
    const { code, err } = await runExplore(emulator, [
      "--owner",
      "acme",
      "--type",
      "npm",
      "--output",
      "no/such/page.html",
    ]);
    expect([code, err]).toEqual([1, expect.stringMatching(/^no\/such\/page.html can't be written: /)]);
  });

  it("opens no browser where nobody sits", async () => {
    await start();
    const { code, out } = await runExplore(emulator, ["--owner", "acme", "--type", "npm"], { isTerminal: false });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^1 package of acme with 3 versions: http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/\?key=[\w-]+\n$/),
    ]);
  });

  describe("with a program's policies", () => {
    const inputs = {
      owner: "acme",
      packageType: "npm",
      packages: ["lib"],
      rules: { old: { action: "delete", match: { olderThan: "30d" } } },
    };
    const state = {
      owner: "acme",
      packageType: "npm",
      __schema: 1,
      __run: 1,
      __policy: { ...inputs, rules: { old: { action: "delete", match: { olderThan: "60d" } } } },
      blocked: { lib: { 1101: "GitHub refused" } },
      unfinished: { lib: { 1102: "old" } },
      overruled: { lib: { 1103: "older" } },
    };
    const previewed = stream([
      step("update", "RetentionPolicy", "lib", {
        inputs: { ...inputs, __run: 2, runs: { 2: {} } },
        oldInputs: inputs,
        oldOutputs: state,
      }),
      step("same", "Package", "lib", { inputs: { owner: "acme", packageType: "npm", name: "lib" } }),
      step("create", "PackageVersion", "v1", {
        inputs: { owner: "acme", packageType: "npm", packageName: "lib", version: "1.0.1" },
      }),
      step("delete", "RetentionPolicy", "gone", { oldInputs: inputs, oldOutputs: state }),
    ]);
    const exported = JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          {
            urn: "urn:pulumi:dev::infra::github-packages:index:RetentionPolicy::lib",
            type: "github-packages:index:RetentionPolicy",
            inputs,
            outputs: state,
          },
          { urn: "urn:pulumi:dev::infra::random::other", type: "random:index:Id", inputs: { owner: "mona" } },
        ],
      },
    });

    it("of a preview: shows what they cover, what they were, and what the program declares", async () => {
      await start();
      const { code, err, snapshot } = await snapshotOf(emulator, ["--preview", "-"], { input: previewed });
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("Warning") });
      expect(snapshot.policies).toEqual([{ name: "lib", inputs, effective: state.__policy }]);
      expect(named(snapshot.packages)).toEqual(["npm/lib"]);
      expect(snapshot.packages[0]).toMatchObject({
        declared: [{ kind: "version", value: "1.0.1" }],
        declaredPackage: true,
        blocked: new Set([1101]),
        orphanedParts: new Map([[1102, "old"]]),
        deletedByUnappliedRules: new Map([[1103, "older"]]),
        deletedVersions: [],
      });
    });

    it("with what is in use: where it is used, and that nothing goes that may be a part of what can come back", async () => {
      await start();
      const used = ["acme/app/api:v1", "acme/app/api:v3"].map((reference) => ({
        reference,
        foundAt: `${reference}.yaml:1`,
      }));
      const images = { ...inputs, packageType: "container", packages: ["app/api"], inUse: used };
      const input = stream([step("create", "RetentionPolicy", "images", { inputs: images })]);
      const { snapshot } = await snapshotOf(emulator, ["--preview", "-"], { input });
      expect(snapshot.packages[0]).toMatchObject({
        inUse: new Map([[1201, "acme/app/api:v1.yaml:1"]]),
        awaited: [{ what: "acme/app/api:v3", isInUse: true }],
      });
    });

    it("of a stack: from a file", async () => {
      await start();
      const directory = temporaryDirectory("github-packages-state-");
      writeFileSync(join(directory, "stack.json"), exported);
      const argv = ["--stack", join(directory, "stack.json"), "--owner", "acme"];
      const { code, snapshot } = await snapshotOf(emulator, argv);
      expect(code).toBe(0);
      expect(snapshot.policies).toEqual([{ name: "lib", inputs, effective: state.__policy }]);
      expect(named(snapshot.packages)).toEqual(["npm/lib"]);
    });

    it("leaves out those of other owners, and says so", async () => {
      await start();
      const { err, snapshot } = await snapshotOf(emulator, ["--preview", "-", "--owner", "octocat"], {
        input: previewed,
      });
      expect(snapshot.policies).toEqual([]);
      expect(err).toContain("Warning: The page is about octocat, and without the policies of other owners: lib.");
    });

    it.each([
      ["--preview", "", "There is nothing to read"],
      ["--preview", "{", "This is not JSON"],
      ["--stack", "", "This is not what `pulumi stack export` prints"],
      ["--stack", '{"deployment":{"resources":{}}}', "This is not what `pulumi stack export` prints"],
      ["--stack", '{"deployment":null}', "This is not what `pulumi stack export` prints"],
    ])("says what is meant where %s is %j", async (option, input, says) => {
      await start();
      const { code, err } = await runExplore(emulator, [option, "-"], { input });
      expect([code, err]).toEqual([1, expect.stringContaining(says)]);
    });

    it("passes over what is no resource, and refuses a state of a later version", async () => {
      await start();
      const resources = [null, 1, "x", { type: 5 }, { type: "github-packages:index:Package", inputs: { owner: 1 } }];
      const odd = JSON.stringify({ deployment: { resources } });
      expect(
        (await runExplore(emulator, ["--stack", "-", "--owner", "acme", "--type", "npm"], { input: odd })).code,
      ).toBe(0);
      const later = await runExplore(emulator, ["--stack", "-"], {
        input: exported.replace('"__schema":1', '"__schema":99'),
      });
      expect([later.code, later.err]).toEqual([1, expect.stringMatching(/later/)]);
    });
  });

  it("writes hostile words as data: the page is the built one, with nothing but its data put in", async () => {
    await start([npmPackage("acme", HOSTILE, 7000, 1)]);
    const { page, snapshot } = await snapshotOf(emulator, ["--owner", "acme", "--type", "npm"]);
    expect(named(snapshot.packages)).toContain(`npm/${HOSTILE}`);
    expect(page).not.toContain("alert(1)");
    const [, policy = ""] = /script-src '(sha256-[^']+)'/.exec(page) ?? [];
    const script = /<script>([\s\S]+)<\/script>/.exec(page)?.[1] ?? "";
    expect(policy).toBe(`sha256-${createHash("sha256").update(script).digest("base64")}`);
    expect(page).not.toContain(ADMIN_TOKEN);
  });
});
