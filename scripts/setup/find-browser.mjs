// Prints the browser that the tests look through, or says what to install: `node scripts/setup/find-browser.mjs`.
import { requireBrowser } from "./browser.mjs";

try {
  console.log(requireBrowser());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
