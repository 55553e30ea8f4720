import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs } from "../../sdk/provider";

beforeAll(() =>
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) }),
);

it.each<[string, ProviderArgs]>([
  ["token", { token: "ghp_plain" }],
  ["appAuth", { appAuth: { id: "1", installationId: "2", pemFile: "key" } }],
])("%s is secret in the engine's hands, although the program gives it as plain text", async (_, args) => {
  const { __settings } = new Provider("one", args);
  await expect((__settings as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(true);
});

it("an instance without credentials has nothing secret", async () => {
  const { __settings } = new Provider("one", { owner: "acme" });
  await expect((__settings as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(false);
});

it("the name of a token's variable is no secret", async () => {
  const { __settings } = new Provider("one", { tokenVariable: "GHES_TOKEN" });
  await expect((__settings as unknown as { isSecret: Promise<boolean> }).isSecret).resolves.toBe(false);
});

it.each([
  "ghp_0123456789abcdefghijABCDEFGHIJ012345",
  "github_pat_11ABCDEFG",
  "c0ffee0123456789c0ffee0123456789c0ffee01",
  "two words",
  "",
])(
  "tokenVariable with a token or another text that names no variable is refused before it is registered: %s",
  (given) => {
    const failure = failureOf(() => new Provider("one", { tokenVariable: given }));
    expect(failure).toContain("tokenVariable is not the name of an environment variable");
    if (given !== "") expect(failure).not.toContain(given);
  },
);

function failureOf(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    return String(error);
  }
}
