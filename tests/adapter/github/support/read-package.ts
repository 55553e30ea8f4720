import { createPackagesApi } from "../../../../provider/github";
import { resolveSettings } from "../../../../provider/settings";

/** A program of its own, since Node reads NODE_EXTRA_CA_CERTS and proxies' variables as it starts: prints a package, or what went wrong. */
async function main(): Promise<void> {
  const settings = resolveSettings({
    config: () => undefined,
    env: { ...process.env, GITHUB_TOKEN: "ghp_AdminOfEverything" },
  });
  const nothing = () => undefined;
  const api = createPackagesApi(
    { ...settings, maxRetries: 0 },
    {
      clock: { now: Date.now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) },
      logger: { debug: nothing, info: nothing, warn: nothing, progress: nothing },
      guard: { assertAlive: async () => undefined },
    },
  );
  const owner = { kind: "organization", login: "acme" } as const;
  const facts = await api.getPackage({ owner, packageType: "npm", name: "lib" });
  console.log(`${facts.owner?.login}/${facts.name}`);
}

main().catch((error: Error) => {
  console.log(error.message);
  process.exitCode = 1;
});
