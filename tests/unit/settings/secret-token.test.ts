import { format, inspect } from "node:util";
import { SecretToken } from "../../../provider/settings";

const value = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

it("a token prints as [secret] however it is printed, and is there when asked for", () => {
  const token = new SecretToken(value);
  const printed = [
    String(token),
    `${token}`,
    JSON.stringify({ token }),
    inspect({ token }, { showHidden: true, depth: 9 }),
    format("%s %j %o", token, token, token),
    JSON.stringify(Object.assign({}, token)),
  ].join("\n");
  expect(printed).not.toContain(value.slice(4));
  expect(String(token)).toBe("[secret]");
  expect(token.reveal()).toBe(value);
});
