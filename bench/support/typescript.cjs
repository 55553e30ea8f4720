/**
 * Lets Node load the bench's and the provider's TypeScript as it stands: `node -r ./bench/support/typescript.cjs bench/main.ts`. A compiler that
 * holds its memory outside of Node's heap is loaded for it, so that measured memory is the measured code's.
 */
const { transformSync } = require("@swc/core");
const { readFileSync } = require("node:fs");
const { Module } = require("node:module");

Module._extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  });
  module._compile(code, filename);
};
