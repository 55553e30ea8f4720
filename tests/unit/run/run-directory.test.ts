import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import * as os from "node:os";
import { join } from "node:path";
import { processSpace } from "../../../provider/run/process-space";
import { RunDirectory, rootDirectory } from "../../../provider/run/run-directory";
import { temporaryDirectory } from "../../support/temporary-directory";

jest.mock("node:os", () => {
  const real = jest.requireActual("node:os");
  return { ...real, tmpdir: jest.fn(real.tmpdir), userInfo: jest.fn(real.userInfo) };
});

jest.mock("../../../provider/run/process-space", () => {
  const real = jest.requireActual("../../../provider/run/process-space");
  return { processSpace: jest.fn(real.processSpace) };
});

const here = (): string => jest.requireActual("../../../provider/run/process-space").processSpace();

const servers: Server[] = [];

/** Serves an address in this process, as the engine does for each phase of a run. */
async function startPhase(): Promise<RunDirectory> {
  const server = createServer().listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const opened = RunDirectory.open(`127.0.0.1:${(server.address() as AddressInfo).port}`, process.pid);
  if (!opened) throw new Error("this process was not found by the address that it serves");
  return opened;
}

const base = temporaryDirectory("run-directory-");

beforeEach(() => {
  jest.mocked(os.tmpdir).mockReturnValue(mkdtempSync(join(base, "one-")));
});

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("the directory of a run", () => {
  it("hands notes from the preview to the update, each to its own provider instance", async () => {
    const preview = (await startPhase()).phaseNotes("github.com, one token");
    expect(preview.hasEarlierPhase).toBe(false);
    preview.leave("plan of ui", ["1001"]);
    const update = await startPhase();
    expect(update.phaseNotes("github.com, one token")).toMatchObject({ hasEarlierPhase: true });
    expect(update.phaseNotes("github.com, one token").earlier("plan of ui")).toEqual(["1001"]);
    expect(update.phaseNotes("github.com, one token").earlier("plan of api")).toBeUndefined();
    expect(update.phaseNotes("another host").earlier("plan of ui")).toBeUndefined();
  });

  it("hands nothing from one update to the next under `pulumi watch`, which has no previews", async () => {
    const serve = `const { createServer } = require("node:net");
      const listen = () => new Promise((done) => { const server = createServer().listen(0, "127.0.0.1", () => done(server.address().port)); });
      Promise.all([listen(), listen()]).then((ports) => console.log(ports.join(" ")));
      process.stdin.on("end", () => process.exit()).resume();`;
    const watching = spawn(process.execPath, ["-e", serve, "--", "watch"], { stdio: ["pipe", "pipe", "inherit"] });
    const [ports] = await once(watching.stdout, "data");
    const phases = String(ports)
      .trim()
      .split(" ")
      .map((port) => RunDirectory.open(`127.0.0.1:${port}`, watching.pid)?.phaseNotes("github.com, one token"));
    phases[0]?.leave("plan of ui", ["1001"]);
    expect(phases).toMatchObject([{ hasEarlierPhase: false }, { hasEarlierPhase: false, skipsPreview: false }]);
    expect(phases[1]?.earlier("plan of ui")).toBeUndefined();
    const ended = once(watching, "exit");
    watching.stdin.end();
    await ended;
  });

  it("holds as few entries to list when thousands of notes are left as when one is", async () => {
    const preview = await startPhase();
    const notes = preview.phaseNotes("github.com");
    notes.leave("versions of lib0", []);
    const listed = readdirSync(preview.path);
    for (let index = 1; index < 1000; index++) notes.leave(`versions of lib${index}`, [index]);
    expect(readdirSync(preview.path)).toEqual(listed);
    expect((await startPhase()).phaseNotes("github.com").earlier("versions of lib999")).toEqual([999]);
  });

  it("takes no later phase for an earlier one", async () => {
    const preview = (await startPhase()).phaseNotes("github.com");
    (await startPhase()).phaseNotes("github.com").leave("plan of ui", ["1001"]);
    expect(preview).toMatchObject({ hasEarlierPhase: false });
    expect(preview.earlier("plan of ui")).toBeUndefined();
  });

  it("can be read and written by its user alone", async () => {
    const { path } = await startPhase();
    const [notes = ""] = readdirSync(path).filter((name) => name.startsWith("notes-"));
    const modes = [rootDirectory(), path, join(path, notes)].map((directory) => statSync(directory).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700]);
  });

  it.each([0o770, 0o707, 0o777])("is refused where others may write to it (mode %o)", async (mode) => {
    mkdirSync(rootDirectory());
    chmodSync(rootDirectory(), mode);
    await expect(startPhase()).rejects.toThrow(/belongs to somebody else. Remove it, or set TMPDIR/);
  });

  it("is removed once its engine is gone, and not before", async () => {
    const { path } = await startPhase();
    const ofAnother = path.replace(/-[^-]*$/, "-1");
    mkdirSync(ofAnother);
    await startPhase();
    expect(readdirSync(rootDirectory()).filter((name) => name.startsWith("run-"))).toHaveLength(1);
    expect(existsSync(path)).toBe(true);
  });

  it("is left alone by another container with the same directory for temporary files, whose processes have ids of their own", async () => {
    const first = await startPhase();
    first.phaseNotes("github.com").leave("plan", ["1001"]);
    jest.mocked(processSpace).mockReturnValue("another container");
    const there = await startPhase();
    expect(there.path).not.toBe(first.path);
    expect(there.phaseNotes("github.com").hasEarlierPhase).toBe(false);
    jest.mocked(processSpace).mockReturnValue(here());
    expect((await startPhase()).phaseNotes("github.com").earlier("plan")).toEqual(["1001"]);
    expect(existsSync(there.path)).toBe(true);
  });

  it("of another machine goes when nothing was written to it for a month, which no run takes", async () => {
    jest.mocked(processSpace).mockReturnValue("a machine that is gone");
    const [young, old] = [await startPhase(), join(rootDirectory(), "run-2211-1")];
    jest.mocked(processSpace).mockReturnValue(here());
    mkdirSync(old);
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    utimesSync(old, longAgo, longAgo);
    await startPhase();
    expect([existsSync(young.path), existsSync(old)]).toEqual([true, false]);
  });

  it("is refused where a link stands in its place", async () => {
    symlinkSync(mkdtempSync(join(base, "elsewhere-")), rootDirectory());
    await expect(startPhase()).rejects.toThrow(/belongs to somebody else/);
  });

  it("is found for a user without a name, as containers have", () => {
    jest.mocked(os.userInfo).mockImplementation(() => {
      throw new Error("A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)");
    });
    expect(rootDirectory()).toBe(join(os.tmpdir(), `pulumi-github-packages-${process.getuid?.()}`));
  });
});
