import { readRateHeaders } from "../../../provider/github/http/response-headers";

const now = Date.parse("2026-11-01T12:00:00Z");

it("the hour's allowance is read from x-ratelimit-*", () => {
  const headers = {
    date: "Sun, 01 Nov 2026 12:00:00 GMT",
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "4990",
    "x-ratelimit-reset": String(now / 1000 + 600),
    "x-ratelimit-resource": "core",
  };
  expect(readRateHeaders(headers, now)).toEqual({
    limit: 5000,
    remaining: 4990,
    resetAt: now + 600_000,
    enterpriseServer: false,
  });
});

it("a local clock that is wrong by hours makes no difference", () => {
  const headers = {
    date: "Sun, 01 Nov 2026 12:00:00 GMT",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(now / 1000 + 60),
  };
  const wrong = now - 7_200_000;
  expect(readRateHeaders(headers, wrong)).toMatchObject({ remaining: 0, resetAt: wrong + 60_000 });
});

it("limits of other resources than core are not ours", () => {
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-limit": "30", "x-ratelimit-resource": "search" };
  expect(readRateHeaders(headers, now)).toEqual({ enterpriseServer: false });
});

it.each([
  ["7", 7_000],
  ["Sun, 01 Nov 2026 12:01:30 GMT", 90_000],
  ["Sun, 01 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
])("retry-after: %s is a wait of %s ms", (value, expected) => {
  expect(readRateHeaders({ "retry-after": value }, now).retryAfterMs).toBe(expected);
});

it("a GHES is known by its version header", () => {
  expect(readRateHeaders({ "x-github-enterprise-version": "enterprise-server@3.18.0" }, now)).toEqual({
    enterpriseServer: true,
  });
});
