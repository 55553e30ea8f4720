/** Prints where Distribution's registry is, for tests, which are no ES modules. */
import { requireDockerRegistry } from "./docker-registry.mjs";

try {
  console.log(requireDockerRegistry());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
