import type { BuiltManifest } from "../../emulator/images";
import { UNKNOWN } from "../../provider/resources/resource";
import { RetentionPolicyResource } from "../../provider/resources/retention-policy/resource";
import { ImagePolicyDriver, imagePolicy } from "../support/image-policy";
import { multiPlatform } from "../support/image-world";

const EVERYTHING = { everything: { action: "delete", match: { tagState: "any" } } };
const UNTAGGED = { untagged: { action: "delete", match: { tagState: "untagged" } } };

describe("a retention policy that is told what is in use", () => {
  let images: ImagePolicyDriver;
  const v1 = multiPlatform("1");
  const v2 = multiPlatform("2");
  const v3 = multiPlatform("3");
  const start = async () => {
    images = await ImagePolicyDriver.start((api) => {
      api.push(v1.all, { daysAgo: 30, tags: ["v1"] });
      api.push(v2.all, { daysAgo: 20, tags: ["v2"] });
      api.push(v3.all, { daysAgo: 10, tags: ["v3"] });
    });
  };
  /** As a file writes it. */
  const written = (rest: string) => `${new URL(images.driver.emulator.registryUrl).host}/acme/api${rest}`;
  const policy = (inUse: unknown, rest = {}, rules: object = EVERYTHING) =>
    imagePolicy(rules as Record<string, unknown>, { inUse, ...rest });
  beforeEach(start);
  afterEach(() => images.driver.close());

  it("keeps an image with its parts, and says by what in preview, plan and report", async () => {
    const result = await images.up(
      policy([
        { reference: written(":v1"), foundAt: "deploy/api.yaml:12", packageType: "container", format: "kubernetes" },
      ]),
    );
    images.expectPresent(...v1.all);
    images.expectGone(...v2.all, ...v3.all);
    expect(result.said.preview.join("\n")).toContain(`api: in use: ${images.idOf(v1.index)} (v1): deploy/api.yaml:12`);
    expect(result.said.preview.join("\n")).toContain("stay (1 in use, 2 as parts of what stays)");
  });

  it("keeps by the digest of one platform the image that lists it", async () => {
    const [platform] = v1.children as [BuiltManifest];
    await images.up(policy([written(`@${platform.digest}`)]));
    images.expectPresent(...v1.all);
    images.expectGone(...v2.all, ...v3.all);
  });

  it("goes by the tag as it is when the update deletes", async () => {
    await images.up(policy(["acme/api:v1"]), { beforeApply: () => images.push(v2.all, ["v2", "v1"]) });
    images.expectPresent(...v1.all, ...v2.all);
    images.expectGone(...v3.all);
  });

  it("passes over other owners, registries and types, and refuses what nobody can read", async () => {
    const others = [
      "ghcr.io/other/api:v1",
      "docker.io/acme/api:v1",
      "@acme/api@1.0.0",
      { reference: "api@1", packageType: "npm" },
    ];
    const { failures } = await images.run(policy([...others, "$IMAGE"]));
    expect(failures).toEqual([
      { property: "inUse[4]", reason: expect.stringContaining('is no reference to a version: "$IMAGE"') },
    ]);
    await images.up(policy([...others, "acme/api:v2"]));
    images.expectPresent(...v2.all);
    images.expectGone(...v1.all, ...v3.all);
  });

  it.each([
    ["all of it", UNKNOWN],
    ["one of it", ["acme/api:v1", UNKNOWN]],
    ["a part of one", [{ reference: UNKNOWN, foundAt: "x" }]],
  ])("plans nothing while the preview does not know it: %s", async (_, unknown) => {
    const { preview, update } = images.driver.startRun();
    const before = images.versions().length;
    const shown = await new RetentionPolicyResource(() => preview.session).check(undefined, policy(unknown));
    expect(shown.inputs.runs).toBeUndefined();
    expect(preview.said.join("\n")).toContain("is not known before the update, which will delete nothing");
    const next = update();
    const resource = new RetentionPolicyResource(() => next.session);
    const { inputs, failures } = await resource.check(undefined, policy(["acme/api:v1"]));
    expect(failures).toEqual([]);
    await resource.create(inputs);
    expect(images.versions()).toHaveLength(before);
  });

  it("warns of what is in use and gone, with the rule that deleted it, and keeps what it needs", async () => {
    await images.up(policy(["acme/api:v3"]));
    images.expectGone(...v1.all);
    const found = { reference: written(`@${v1.index.digest}`), foundAt: "deploy/api.yaml:12" };
    const { said } = await images.up(policy(["acme/api:v3", found, "acme/api:v9"]));
    const told = said.preview.join("\n");
    expect(told).toMatch(
      new RegExp(
        `warning: .*api: deploy/api.yaml:12 uses ${found.reference}, deleted today by \\[everything\\]; it can be restored until \\d{4}-`,
      ),
    );
    expect(told).toContain("api: inUse has acme/api:v9, which is not there, and which GitHub does not list as deleted");
    images.expectGone(...v1.all);
  });

  it("restores what is in use and gone with restoreInUse, whole, as the preview shows", async () => {
    await images.up(policy(["acme/api:v3"]));
    const rest = { restoreInUse: true };
    const { previewed } = await images.up(
      policy(["acme/api:v3", { reference: `acme/api@${v1.index.digest}`, foundAt: "deploy/api.yaml:12" }], rest),
    );
    expect(JSON.stringify(previewed.runs)).toContain("in use: deploy/api.yaml:12");
    images.expectPresent(...v1.all, ...v3.all);
    images.expectGone(...v2.all);
    const again = await images.up(
      policy(["acme/api:v3", { reference: `acme/api@${v1.index.digest}`, foundAt: "deploy/api.yaml:12" }], rest),
    );
    expect(again.said.preview.join("\n")).not.toContain("restored until");
  });

  it("keeps the parts of an image that is in use and gone, until it can be restored", async () => {
    images.world.deleteVersion("acme", "container", "api", images.idOf(v1.index));
    await images.up(policy([`acme/api@${v1.index.digest}`], {}, UNTAGGED));
    images.expectPresent(...v1.children, ...v2.all, ...v3.all);
    await images.up(policy(["acme/api:v2"], {}, UNTAGGED));
    images.expectGone(...v1.children);
  });
});
