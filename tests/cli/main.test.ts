import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../emulator";
import { ADMIN_TOKEN, seed } from "../adapter/github/support/seed";
import { temporaryDirectory } from "../support/temporary-directory";
import { step, stream } from "./report/events";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** The built command, in a process of its own. */
function command(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  if (!existsSync(main)) throw new Error(`${main} is not built: run \`npm run build\` first.`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GITHUB_|GH_)/.test(name));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...Object.fromEntries(inherited), ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

describe("the command line", () => {
  let emulator: Emulator;
  let env: Record<string, string>;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: seed() });
    env = { GITHUB_BASE_URL: emulator.url, GITHUB_TOKEN: ADMIN_TOKEN };
  });
  afterAll(() => emulator.close());

  it.each(["doctor", "inventory", "scaffold", "references", "report", "explore", "emulator"])(
    "%s is listed and explains itself",
    async (name) => {
      expect((await command(["--help"])).out).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
      const { code, out, err } = await command([name, "--help"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain(`Usage: pulumi-github-packages ${name} [options]`);
    },
  );

  it("doctor and inventory ask the host that the environment names", async () => {
    expect(await command(["doctor", "--owner", "acme", "--type", "npm"], env)).toMatchObject({ code: 0, err: "" });
    const { code, out } = await command(["inventory", "--owner", "acme", "--type", "npm", "--format", "json"], env);
    expect({ code, names: JSON.parse(out).map(({ name }: { name: string }) => name) }).toEqual({
      code: 0,
      names: ["lib"],
    });
  });

  /** A GitHub CLI that is logged in on every host. */
  const gh = () => {
    const path = join(temporaryDirectory("github-packages-gh-"), "gh");
    writeFileSync(path, `#!/bin/sh\necho ${ADMIN_TOKEN}\n`, { mode: 0o755 });
    return path;
  };

  it("--base-url goes before the environment", async () => {
    const other = { GITHUB_BASE_URL: "https://ghes.invalid", GH_PATH: gh() };
    const { code } = await command(["doctor", "--owner", "acme", "--type", "npm", "--base-url", emulator.url], other);
    expect(code).toBe(0);
    expect((await command(["inventory", "--owner", "acme", "--base-url", emulator.url], env)).code).toBe(0);
  });

  it.each([{ GITHUB_BASE_URL: "https://ghes.invalid" }, { GITHUB_API_URL: "https://ghes.invalid/api/v3" }, {}])(
    "--base-url takes no token along that is for the host of the environment: %j",
    async (place) => {
      emulator.clearRequests();
      const tokens = { GITHUB_TOKEN: ADMIN_TOKEN, GH_TOKEN: ADMIN_TOKEN, GH_ENTERPRISE_TOKEN: ADMIN_TOKEN };
      const other = { ...place, ...tokens, GH_PATH: "/nonexistent/gh" };
      const { code, err } = await command(["inventory", "--owner", "acme", "--base-url", emulator.url], other);
      expect({ code, requests: emulator.requests.length }).toEqual({ code: 1, requests: 0 });
      expect(err).toMatch(
        /^connect to 127\.0\.0\.1:\d+: there is no token for it\. Where GITHUB_TOKEN is this host's own, name the host in GITHUB_BASE_URL in place of --base-url, or run `gh auth login /,
      );
    },
  );

  it("messages about --base-url name it, and not a variable that says something else", async () => {
    const other = { GITHUB_BASE_URL: "https://ghes.invalid", GH_PATH: gh() };
    const unreachable = await command(["inventory", "--base-url", "http://127.0.0.1:1"], other);
    expect(unreachable.err).toContain("Check that http://127.0.0.1:1 (from --base-url) can be reached");
    const { code, err } = await command(["doctor", "--base-url", "ftp://x"], other);
    expect({ code, first: err.split("\n")[0] }).toEqual({ code: 2, first: "--base-url is not an http or https URL." });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("explore serves its page until %s, and is gone with it", async (signal) => {
    const args = ["explore", "--owner", "acme", "--type", "npm"];
    const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    const url = /http:\S+/.exec(String(line))?.[0] ?? "";
    expect((await fetch(url, { redirect: "manual" })).status).toBe(302);
    child.kill(signal);
    expect((await once(child, "exit"))[0]).toBe(0);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("a reader that has read enough ends a command without a complaint", async () => {
    const child = spawn(process.execPath, [main, "inventory", "--owner", "acme"], { env: { ...process.env, ...env } });
    child.stdout.destroy();
    const err = await text(child.stderr);
    expect({ err, code: child.exitCode ?? (await once(child, "exit"))[0] }).toEqual({ err: "", code: 0 });
  });

  it("a reader that has read enough changes nothing of a report's verdict", async () => {
    const input = stream([
      step("create", "Package", "lib", { inputs: { owner: "acme", packageType: "npm", name: "lib" } }),
    ]);
    const child = spawn(process.execPath, [main, "report", "--json", "-"]);
    child.stdout.destroy();
    child.stdin.end(input);
    const err = await text(child.stderr);
    expect({ err, code: child.exitCode ?? (await once(child, "exit"))[0] }).toEqual({ err: "", code: 2 });
  });

  it("a base URL that makes no sense is one sentence", async () => {
    const { code, out, err } = await command(["inventory"], { ...env, GITHUB_BASE_URL: "ftp://x" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^read setting baseUrl from GITHUB_BASE_URL: it is not an http or https URL\. .*\n$/);
  });
});
