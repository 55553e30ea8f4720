import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs } from "../../sdk/provider";

beforeAll(() =>
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) }),
);

test.each<[string, ProviderArgs]>([
  ["token", { token: "ghp_plain" }],
  ["appAuth", { appAuth: { id: "1", installationId: "2", pemFile: "key" } }],
])("%s is secret in the engine's hands, although the program gives it as plain text", async (_, args) => {
  const { __settings } = new Provider("one", args);
  await expect((__settings as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(true);
});

test("an instance without credentials has nothing secret", async () => {
  const { __settings } = new Provider("one", { owner: "acme" });
  await expect((__settings as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(false);
});
