import { execFile, execFileSync } from "node:child_process";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "./imports";

const run = promisify(execFile);

export interface Postgres {
  /** As the engine wants it: https://www.pulumi.com/docs/iac/concepts/state-and-backends/#postgresql. */
  readonly url: string;
  /** The result of one statement: rows of columns, as texts. */
  query(statement: string): Promise<string[][]>;
  /** Ends every connection at once and starts anew with the same data, as after a crash of the machine. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL server with a database of its own, on a free port of the loopback interface. */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPrograms();
  const owner = serverUser();
  const base = await mkdtemp(join(tmpdir(), "github-packages-postgres-"));
  if (owner) await chown(base, owner.uid, owner.gid);
  const data = join(base, "data");
  const port = await freePort();
  const call = async (program: string, args: readonly string[]) => {
    const { stdout } = await run(join(bin, program), args, { ...owner, cwd: base, env: { LC_ALL: "C.UTF-8" } });
    return stdout;
  };
  const pgCtl = (...args: string[]) => call("pg_ctl", ["--pgdata", data, "--wait", "--silent", ...args]);
  const options = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${base} -c fsync=off -c max_connections=400`;
  const start = () => pgCtl("start", "--log", join(base, "log"), "--options", options);
  const database = "pulumi";
  try {
    await call("initdb", ["--pgdata", data, "--auth=trust", "--username=pulumi", "--no-sync"]);
    await start();
    const server = ["--host=127.0.0.1", `--port=${port}`, "--username=pulumi"];
    await call("createdb", [...server, database]);
    return {
      url: `postgres://pulumi@127.0.0.1:${port}/${database}?sslmode=disable`,
      query: async (statement) => {
        const rows = await call("psql", [...server, "--tuples-only", "--no-align", `--command=${statement}`, database]);
        return rows.split("\n").flatMap((row) => (row === "" ? [] : [row.split("|")]));
      },
      restart: async () => {
        await pgCtl("stop", "--mode=immediate");
        await start();
      },
      close: async () => {
        await pgCtl("stop", "--mode=immediate");
        await rm(base, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(base, { recursive: true, force: true });
    throw error;
  }
}

function findPrograms(): string {
  const script = join(repositoryRoot, "scripts", "setup", "find-postgres.mjs");
  return execFileSync(process.execPath, [script], { encoding: "utf8" }).trim();
}

/** The server refuses to run as root: there it runs as the user that Debian's package has made for it. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
