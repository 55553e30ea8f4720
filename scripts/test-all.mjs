/** Everything of `npm test`, and then what is slow and seldom breaks: thousands of random histories in place of hundreds. */
process.env.HISTORIES ??= "2500";
await import("./test.mjs");
