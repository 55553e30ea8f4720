import { describeTokenKind, tokenKind } from "../../../provider/settings";

it.each([
  ["ghp_x", "classic"],
  ["github_pat_11A_x", "fine-grained"],
  ["ghs_x", "installation"],
  ["gho_x", "oauth"],
  ["ghu_x", "app-user"],
  ["0123456789abcdef0123456789abcdef01234567", "unknown"],
] as const)("%s is a token of kind %s", (token, kind) => {
  expect(tokenKind(token)).toBe(kind);
  expect(describeTokenKind(kind)).toMatch(/token/);
});
