import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { callFunction } from "../../../provider/hosts/program";
import { temporaryDirectory } from "../../support/temporary-directory";
import { NOW } from "./support/call";

describe("getReferences", () => {
  const folder = temporaryDirectory("github-packages-references-");
  const file = join(folder, "api.yaml");
  writeFileSync(
    file,
    "a:\n  image: ghcr.io/acme/api:v1\nb:\n  image: @ANY\nc:\n  image: containers.octo.ghe.com/acme/web:@TAG\n".replaceAll(
      "@",
      "$",
    ),
  );
  /** Settings without a token, and a host that nobody asks. */
  const call = async (args: object, baseUrl = "github.com") => {
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const logger = { debug: say, info: say, warn: say, progress: say };
    const config = (key: string) => (key === "github-packages:baseUrl" ? baseUrl : undefined);
    return { said, ...(await callFunction("getReferences", args, { config, logger }, NOW)) };
  };

  it("answers what inUse takes, without asking GitHub", async () => {
    const { references, said } = await call({ owner: "acme", paths: [folder] });
    expect(references).toEqual([
      {
        reference: "ghcr.io/acme/api:v1",
        packageType: "container",
        foundAt: `${file}:2`,
        format: "yaml",
        certainty: "exact",
      },
    ]);
    expect(said).toEqual([`getReferences: ${file}:4 was read not for what it means: it could be any image.`]);
  });

  it("knows images by the hosts of the instance", async () => {
    const { references } = await call({ owner: "acme", paths: [folder] }, "octo.ghe.com");
    expect(references.map(({ reference }) => reference)).toEqual(["containers.octo.ghe.com/acme/web:*"]);
  });

  it("says where nothing was found", async () => {
    const { references, said } = await call({ owner: "other", paths: [folder] });
    expect([references, said.at(-1)]).toEqual([[], `getReferences: nothing was found in ${folder}.`]);
  });

  it.each([
    [{ paths: [] }, "paths must not be empty"],
    [{ paths: "deploy" }, "paths is a list of files and folders"],
    [{}, "paths"],
    [{ paths: ["x"], packageType: "pip" }, "packageType is one of"],
    [{ paths: [join(folder, "missing")] }, "it can't be read (ENOENT)"],
  ])("refuses %j", async (args, reason) => {
    await expect(call(args)).rejects.toThrow(reason);
  });
});
