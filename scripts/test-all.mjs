import { provisionBrowser } from "./setup/browser.mjs";

/** Everything of `npm test`, and then what is slow and seldom breaks, 900 random histories in place of 150, and what needs a browser. */
process.env.HISTORIES ??= "900";
process.env.TESTS = "all";
try {
  await provisionBrowser();
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
await import("./test.mjs");
