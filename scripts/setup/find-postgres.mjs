/** Prints the folder with PostgreSQL's programs, for tests, which are no ES modules. */
import { requirePostgres } from "./postgres.mjs";

try {
  console.log(requirePostgres());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
