/** The server that the tests of a shared state backend start: found, or said to be missing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./surroundings";

const script = join(repositoryRoot, "scripts", "setup", "find-postgres.mjs");

it("the one that POSTGRES_BIN names comes before any other", () => {
  const env = { ...process.env, POSTGRES_BIN: "/opt/postgres/bin" };
  const { stdout, status } = spawnSync(process.execPath, [script], { env, encoding: "utf8" });
  expect([stdout.trim(), status]).toEqual(["/opt/postgres/bin", 0]);
});

it("where there is none, what is needed, what to install, and what does without are said, and nothing passes", () => {
  const code = `const { requirePostgres } = await import(${JSON.stringify(script.replace("find-postgres", "postgres"))}); requirePostgres({ PATH: "/nowhere" }, "/nowhere");`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/need PostgreSQL's server.*apt-get install postgresql.*POSTGRES_BIN.*`npm test` does without/);
});
