/** Octokit ships ES modules only; Node 20's jest needs them transformed (jest#16074). */
const esmPackages =
  "@octokit|universal-user-agent|before-after-hook|json-with-bigint|universal-github-app-jwt|toad-cache|content-type|fast-content-type-parse";

const shared = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages})/)`],
};

const project = (name) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
});

/**
 * What keeps the promises of AGENTS.md, "Must stay true", of the tests of `engine`: once more, with the plugin. `lifecycle` and `bad-input` name both hosts
 * themselves; the others are about what programs do with the classes.
 */
const WITH_THE_PLUGIN = [
  "deletion",
  "drift",
  "frugality",
  "github-not-well",
  "hand-over",
  "interrupted",
  "one-machine",
  "other-host",
  "retention",
  "retention-interrupted",
  "retention-plan-file",
];

const enginePlugin = {
  ...project("engine-plugin"),
  globals: { engineHost: "plugin" },
  testMatch: WITH_THE_PLUGIN.map((name) => `<rootDir>/tests/engine/${name}.test.ts`),
};

module.exports = {
  projects: [
    "unit",
    "emulator",
    "adapter",
    "resources",
    "histories",
    "cli",
    "engine",
    "engine-slow",
    "setup",
    "consumers",
    "browser",
    "languages",
    "registry",
  ]
    .map((name) => project(name))
    .concat(enginePlugin),
  testTimeout: 180_000,
};
