import { parseChallenge } from "../../../provider/registry/challenge";

describe("a challenge", () => {
  it.each([
    [
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"',
      { scheme: "bearer", realm: "https://ghcr.io/token", service: "ghcr.io" },
    ],
    ['bearer Realm = "https://a/t" , Service=b', { scheme: "bearer", realm: "https://a/t", service: "b" }],
    ['Bearer realm="https://a/t"', { scheme: "bearer", realm: "https://a/t" }],
    ['Basic realm="a, b", Bearer realm="https://a/t"', { scheme: "bearer", realm: "https://a/t" }],
    ['Negotiate, Basic realm="a"', { scheme: "basic" }],
    ['Bearer realm="quoted \\"t\\""', { scheme: "bearer", realm: 'quoted "t"' }],
    ["Basic", { scheme: "basic" }],
  ])("is read from %s", (header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });

  it.each([null, "", "Bearer", 'Bearer error="insufficient_scope"', "Negotiate", '="x"'])(
    "is not there in %j",
    (header) => {
      expect(parseChallenge(header)).toBeUndefined();
    },
  );
});
