import { buildImage, buildSignature, schemeTag } from "../../emulator/images";
import { Scenario } from "../../emulator/scenarios/scenario";
import type { Seed } from "../../emulator/seed";
import { multiPlatform } from "../support/image-world";

/** Another token of the same user. */
export const SECOND_TOKEN = "emulator-second";

/** Before each history: images with several platforms, a signature and untagged ones, releases of a library, and an old Docker package. */
export function initialWorld(): Seed {
  const scenario = new Scenario(new Date().toISOString());
  const add = (packageType: "container" | "npm" | "docker", name: string) =>
    scenario.package({ owner: "acme", packageType, name, visibility: "private" });
  const api = add("container", "api");
  const [v1, v2, pr] = ["1", "2", "pr"].map((content) => multiPlatform(content)) as [Built, Built, Built];
  api.push(v1.all, { daysAgo: 40.5, tags: ["v1"] });
  api.push([buildSignature(v1.index.digest)], { daysAgo: 40.5, tags: [schemeTag(v1.index.digest, "sig")] });
  api.push(v2.all, { daysAgo: 20.5, tags: ["v2", "latest"] });
  api.push([buildImage({ content: "untagged" })], { daysAgo: 15.5 });
  api.push(pr.all, { daysAgo: 10.5, tags: ["pr-1"] });
  const web = add("container", "web");
  web.push(multiPlatform("web 1").all, { daysAgo: 30.5, tags: ["v1"] });
  web.push(multiPlatform("web 2").all, { daysAgo: 3.5, tags: ["pr-7"] });
  const lib = add("npm", "lib");
  for (const [index, name] of ["1.0.0", "1.0.1", "2.0.0-rc.1", "2.0.0"].entries())
    lib.publish(name, { daysAgo: 50.5 - 10 * index });
  const old = add("docker", "old");
  for (const [index, name] of ["1.0", "1.1"].entries()) old.publish(name, { daysAgo: 90.5 - 10 * index, tags: [name] });
  const seed = scenario.build();
  const scopes = ["repo", "read:packages", "write:packages", "delete:packages"];
  return { ...seed, tokens: [...seed.tokens, { token: SECOND_TOKEN, kind: "classic", login: "octocat", scopes }] };
}

type Built = ReturnType<typeof multiPlatform>;
