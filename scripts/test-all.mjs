/** Everything of `npm test`, and then what is slow and seldom breaks: 450 random histories in place of 150. */
process.env.HISTORIES ??= "450";
await import("./test.mjs");
