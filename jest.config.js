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
  ].map((name) => project(name)),
  testTimeout: 180_000,
};
