/** Everything of `npm test`, and then what is slow and seldom breaks, 900 random histories in place of 150, and what needs a browser. */
process.env.HISTORIES ??= "900";
process.env.TESTS = "all";
await import("./test.mjs");
