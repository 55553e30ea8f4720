import * as pulumi from "@pulumi/pulumi";
import { explicitArguments } from "../../provider/settings";
import { ARGUMENT_NAMES } from "../../sdk/known-settings";
import { Package } from "../../sdk/package";
import { Provider } from "../../sdk/provider";

const declare = (config: Record<string, string>, project = "project") => {
  pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    project,
  );
  pulumi.runtime.setAllConfig(config);
  return () => new Package("api", { packageType: "container", name: "api" });
};

describe("a setting in the stack's configuration", () => {
  it.each([
    [
      "github-packages:onwer",
      /^there is no setting github-packages:onwer\. Did you mean github-packages:owner\? Remove it with `pulumi config rm github-packages:onwer`/,
    ],
    ["github-packages:baseURL", /Did you mean github-packages:baseUrl\?/],
    ["github-packages:organisation", /Did you mean github-packages:organization\?/],
    [
      "github-packages:somethingElse",
      /^there is no setting github-packages:somethingElse\. Remove it .* The settings are owner, /,
    ],
    ["github-packages:tokenVariable", /^there is no setting github-packages:tokenVariable\. Remove it/],
  ])("that nobody reads is refused in the program, with the nearest that there is: %s", (key, message) => {
    expect(declare({ [key]: "acme" })).toThrow(message);
  });

  it("that is read, or belongs to somebody else, is none of these", () => {
    const config = {
      "github-packages:owner": "acme",
      "github-packages:organization": "a",
      "github:onwer": "x",
      "project:onwer": "y",
    };
    expect(declare(config)).not.toThrow();
  });

  it("is the program's own in a project that is called github-packages", () => {
    expect(declare({ "github-packages:stage": "production" }, "github-packages")).not.toThrow();
  });
});

describe("an argument of a provider instance", () => {
  beforeEach(() => declare({}));

  it("that there is not is refused, with the nearest that there is", () => {
    const args = { onwer: "acme" } as object;
    expect(() => new Provider("one", args)).toThrow(
      /^Provider "one": there is no argument "onwer"\. Did you mean "owner"\?/,
    );
  });

  it("is one of those that the provider reads", () => {
    expect([...ARGUMENT_NAMES].sort()).toEqual(Object.keys(explicitArguments(() => undefined)).sort());
  });
});
