import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataSetNames } from "../../emulator/data-sets";

const root = join(__dirname, "..", "..");
const main = join(root, "dist", "cli", "main.js");

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The command as people run it: the built file, in a process of its own. */
class Command {
  readonly ended: Promise<Ended>;
  #output = "";
  readonly #process: ChildProcess;

  constructor(...args: string[]) {
    if (!existsSync(main)) throw new Error(`${main} is not built: run \`npm run build\` first.`);
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let errors = "";
    child.stdout.on("data", (chunk) => {
      this.#output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    this.ended = new Promise((resolve) => {
      child.on("close", (code) => resolve({ code, output: this.#output, errors }));
    });
  }

  /** Resolves with the first match in what was printed. Throws when the process ends without it. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) return match;
      const ended = await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, 10))]);
      if (ended) throw new Error(`no ${pattern} in: ${this.#output}${(ended as Ended).errors}`);
    }
  }

  /** Base URL and token, from the lines that people copy. */
  async exports(): Promise<{ url: string; token: string }> {
    const [, url = ""] = await this.printed(/export GITHUB_BASE_URL=(\S+)/);
    const [, token = ""] = await this.printed(/export GITHUB_TOKEN=(\S+)/);
    return { url, token };
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#process.kill(signal);
    return this.ended;
  }
}

describe("pulumi-github-packages emulator", () => {
  let directory: string;
  const commands: Command[] = [];
  const run = (...args: string[]) => {
    const command = new Command(...args);
    commands.push(command);
    return command;
  };
  const emulator = (...args: string[]) => run("emulator", "--port", "0", ...args);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "emulator-command-"));
  });
  afterEach(async () => {
    await Promise.all(commands.splice(0).map((command) => command.stop("SIGKILL")));
    rmSync(directory, { recursive: true });
  });

  const get = (url: string, token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });

  it("prints what a program needs, serves the demo, and logs requests without their queries", async () => {
    const command = emulator();
    const { url, token } = await command.exports();
    const response = await get(`${url}/orgs/acme/packages?package_type=container`, token);
    expect([response.status, response.headers.get("x-ratelimit-used")]).toEqual([200, "1"]);
    expect(await response.json()).not.toHaveLength(0);
    const [line] = await command.printed(/^GET .*$/m);
    expect(line).toBe("GET /orgs/acme/packages 200");
  });

  it.each(dataSetNames)("serves the data set %s to the token that it prints", async (name) => {
    const { url, token } = await emulator("--seed", name, "--quiet").exports();
    expect(token).toBe("emulator-admin");
    expect((await get(`${url}/orgs/acme/packages?package_type=npm`, token)).status).toBe(200);
  });

  it("stands in for a GHES, below /api/v3 and without rate limits", async () => {
    const { url, token } = await emulator("--profile", "ghes-3.18").exports();
    const response = await get(`${url}/user`, token);
    expect(url).toMatch(/\/api\/v3$/);
    expect([response.status, response.headers.get("x-ratelimit-limit")]).toEqual([200, null]);
  });

  it("behaves as it is told where GitHub's documentation is silent", async () => {
    const { url, token } = await emulator("--behavior", "invalidParameter=400", "--behavior", "etags=false").exports();
    expect((await get(`${url}/user/packages`, token)).status).toBe(400);
    expect((await get(`${url}/user`, token)).headers.has("etag")).toBe(false);
  });

  it("counts nothing with --no-rate-limits", async () => {
    const { url, token } = await emulator("--no-rate-limits").exports();
    expect((await get(`${url}/user`, token)).headers.get("x-ratelimit-used")).toBe("0");
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends with 0 at %s, having saved the state", async (signal) => {
    const state = join(directory, "state.json");
    const command = emulator("--state", state);
    const { url, token } = await command.exports();
    await fetch(`${new URL(url).origin}/_emulator/advance`, { method: "POST", body: '{"days":3}' });
    expect((await get(`${url}/user`, token)).status).toBe(200);
    const { code, output } = await command.stop(signal);
    expect([code, output]).toEqual([0, expect.stringMatching(/Stopped\.\n$/)]);
    expect(JSON.parse(readFileSync(state, "utf8")).clockOffsetMs).toBe(3 * 24 * 60 * 60 * 1000);
  });

  it("says that the state could not be saved at the end", async () => {
    const folder = join(directory, "gone");
    mkdirSync(folder);
    const command = emulator("--state", join(folder, "state.json"));
    const { url } = await command.exports();
    rmSync(folder, { recursive: true });
    await fetch(`${new URL(url).origin}/_emulator/advance`, { method: "POST", body: '{"days":3}' });
    const { code, errors } = await command.stop("SIGTERM");
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/^save the emulator's state to .*state\.json: ENOENT.*\n$/),
    });
  });

  it("goes on after it was killed", async () => {
    const state = join(directory, "state.json");
    const first = emulator("--seed", "demo", "--state", state);
    const { url, token } = await first.exports();
    const packages = (await (await get(`${url}/orgs/acme/packages?package_type=npm`, token)).json()) as {
      url: string;
    }[];
    const path = new URL(packages[0]?.url ?? "").pathname;
    await fetch(url + path, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
    await first.stop("SIGKILL");
    const second = await emulator("--seed", "demo", "--state", state).exports();
    expect((await get(second.url + path, token)).status).toBe(404);
  });

  it.each([
    [["--port", "http"], '--port must be a whole number, not "http"'],
    [["--latency", "-1"], "--latency"],
    [["--profile", "gitlab"], '--profile must be github.com or ghes-3.18, not "gitlab"'],
    [["--behavior", "magic=1"], "--behavior magic: there is no such behavior. There are invalidParameter,"],
    [["--behavior", "restoreNameTaken=500"], "--behavior restoreNameTaken must be one of: 404, 400, 409, 422."],
    [["--prot", "1"], "--prot"],
    [["demo"], "demo"],
  ])("explains %j and how it is used", async (args, message) => {
    const { code, output, errors } = await run("emulator", ...args).ended;
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(message);
    expect(errors).toContain("Usage: pulumi-github-packages emulator");
  });

  it("says that a port is in use, and a seed unknown", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    const busy = await run("emulator", "--port", String(port)).ended;
    other.close();
    expect(busy).toEqual({
      code: 1,
      output: "",
      errors: `start the emulator: port ${port} is in use. Choose another one with --port, or --port 0 for any.\n`,
    });
    const unknown = await emulator("--seed", "nothing").ended;
    expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining("Name a data set (")]);
  });

  it("explains itself", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(await run("--version").ended).toEqual({ code: 0, output: `${version}\n`, errors: "" });
    expect((await run("--help").ended).output).toContain("  emulator ");
    expect((await run("emulator", "--help").ended).output).toContain("--state FILE");
    expect(await run("emulate").ended).toMatchObject({
      code: 2,
      errors: expect.stringContaining("There is no command emulate"),
    });
    expect(await run().ended).toMatchObject({ code: 2, output: "" });
    expect(await run("--verbose").ended).toMatchObject({ code: 2, errors: expect.stringContaining("--verbose") });
  });
});
