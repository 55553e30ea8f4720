/** The explorer as people try it from a clone. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { repositoryRoot } from "./surroundings";

it("npm run explore shows the emulator's packages, with no token, whatever the environment has", async () => {
  const directory = mkdtempSync(join(tmpdir(), "github-packages-explore-"));
  try {
    const file = join(directory, "page.html");
    const child = spawn(
      process.execPath,
      [join(repositoryRoot, "scripts", "explore.mjs"), "--packages", "service-0*", "--output", file],
      {
        env: { ...process.env, GITHUB_TOKEN: "ghp_mine", GH_HOST: "ghes.invalid", GITHUB_OWNER: "mine" },
      },
    );
    const [out, err, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise((resolve) => child.once("close", resolve)),
    ]);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/Wrote .+page\.html: 9 packages of acme with [\d,]+ versions\.\n$/),
    });
    expect(out).toContain("no token is used");
    expect(readFileSync(file, "utf8")).not.toContain("ghp_mine");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
