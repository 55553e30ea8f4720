import { connect } from "../../provider/connect";
import type { Logger } from "../../provider/ports";
import { resolveSettings, type SettingsSources } from "../../provider/settings";

const key = JSON.stringify({ id: 12, installationId: 34, pemFile: "KEY" });

it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
  [
    "a token over plain http",
    { GITHUB_BASE_URL: "http://ghes.example.com", GITHUB_TOKEN: "ghp_abc" },
    {},
    ["The token goes to ghes.example.com over plain http: anybody on the way can read it. Use https:// in baseUrl."],
  ],
  [
    "the credentials of a GitHub App",
    {},
    { "github:appAuth": key },
    [expect.stringContaining("GitHub documents packages for classic personal access tokens alone")],
  ],
  ["nothing", { GITHUB_TOKEN: "ghp_abc" }, {}, []],
])("whoever connects is warned of %s, before a request is made", async (_, env, config, warnings) => {
  const said: string[] = [];
  const logger: Logger = { debug: () => {}, info: () => {}, progress: () => {}, warn: (message) => said.push(message) };
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error("waits")) };
  const settings = resolveSettings({ config: (name) => config[name], env });
  await connect(settings, { clock, logger, guard: { assertAlive: async () => {} } });
  expect(said).toEqual(warnings);
});

it.each<[string, SettingsSources["args"], Record<string, string>, RegExp]>([
  [
    "a GHES",
    {},
    { GH_HOST: "ghes.example.com", GH_TOKEN: "other" },
    /^connect to ghes\.example\.com: there is no token for it\. Set GH_ENTERPRISE_TOKEN or GITHUB_ENTERPRISE_TOKEN, or run `pulumi config set --secret github-packages:token`, or give .*https:\/\/ghes\.example\.com\/settings\/tokens\/new\?scopes=/,
  ],
  [
    "an instance with another host than the configured one",
    { baseUrl: "http://127.0.0.1:1" },
    { GITHUB_TOKEN: "other" },
    /^connect to 127\.0\.0\.1:1: there is no token for it\. Give the provider instance its own by `tokenVariable`: a classic/,
  ],
])("without a token for %s there is no client, and the way to get one is told", async (_, args, env, message) => {
  const logger: Logger = { debug: () => {}, info: () => {}, progress: () => {}, warn: () => {} };
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error("waits")) };
  const settings = resolveSettings({ ...(args && { args }), config: () => undefined, env });
  await expect(connect(settings, { clock, logger, guard: { assertAlive: async () => {} } })).rejects.toMatchObject({
    code: "unauthenticated",
    message: expect.stringMatching(message),
  });
});
