import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { provision } from "./debian-package.mjs";

/** What the tests call. */
const PROGRAMS = ["initdb", "pg_ctl", "createdb", "psql"];

/** Debian keeps the server's programs out of the PATH, in a folder for each version. */
const DEBIAN = "/usr/lib/postgresql";

/**
 * The folder with PostgreSQL's own programs: POSTGRES_BIN, or the first on the PATH, or Debian's.
 *
 * @returns {string | undefined}
 */
export function findPostgres(env = process.env, debian = DEBIAN) {
  if (env.POSTGRES_BIN) {
    return env.POSTGRES_BIN;
  }
  const onPath = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...onPath, ...versions.map((version) => join(debian, version, "bin"))];
  return folders.find((folder) => PROGRAMS.every((program) => existsSync(join(folder, program))));
}

/** @throws {Error} that says what to install */
export function requirePostgres(env = process.env, debian = DEBIAN) {
  const found = findPostgres(env, debian);
  if (!found) {
    throw new Error(
      "The tests of a shared state backend need PostgreSQL's server, and there is none. Install it (on Debian: apt-get install postgresql), or name the folder of its programs in POSTGRES_BIN. `npm run test:all` installs it where it may; `npm test` does without.",
    );
  }
  return found;
}

/** Debian's package, where there is none and this may install it. */
export function provisionPostgres() {
  return provision({ name: "postgresql", find: findPostgres, require: requirePostgres });
}
