import { hostIdentity, parseBaseUrl, serverIdentity } from "../../../provider/settings";

/** The address forms that GitHub documents for github.com, data residency and GHES 3.18, as people write them. */
const completed: ReadonlyArray<[given: string, apiUrl: string, host: string, registryUrl: string]> = [
  ["github.com", "https://api.github.com", "github.com", "https://ghcr.io"],
  ["https://github.com/", "https://api.github.com", "github.com", "https://ghcr.io"],
  ["https://api.github.com/", "https://api.github.com", "github.com", "https://ghcr.io"],
  ["API.GitHub.com", "https://api.github.com", "github.com", "https://ghcr.io"],
  ["octo.ghe.com", "https://api.octo.ghe.com", "octo.ghe.com", "https://containers.octo.ghe.com"],
  ["https://api.octo.ghe.com", "https://api.octo.ghe.com", "octo.ghe.com", "https://containers.octo.ghe.com"],
  ["ghes.example.com", "https://ghes.example.com/api/v3", "ghes.example.com", "https://containers.ghes.example.com"],
  [
    "ghes.example.com:8443",
    "https://ghes.example.com:8443/api/v3",
    "ghes.example.com:8443",
    "https://containers.ghes.example.com:8443",
  ],
  [
    "ghes.example.com/api/v3/",
    "https://ghes.example.com/api/v3",
    "ghes.example.com",
    "https://containers.ghes.example.com",
  ],
  [
    "https://ghes.example.com/api/v3",
    "https://ghes.example.com/api/v3",
    "ghes.example.com",
    "https://containers.ghes.example.com",
  ],
  [
    "https://ghes.example.com//",
    "https://ghes.example.com/api/v3",
    "ghes.example.com",
    "https://containers.ghes.example.com",
  ],
  [
    "http://ghes.example.com",
    "http://ghes.example.com/api/v3",
    "ghes.example.com",
    "http://containers.ghes.example.com",
  ],
  [
    "https://gateway.example.com/github",
    "https://gateway.example.com/github/api/v3",
    "gateway.example.com",
    "https://containers.gateway.example.com",
  ],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://127.0.0.1:8080/", "http://127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://127.0.0.1:8080/api/v3/", "http://127.0.0.1:8080/api/v3", "127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://localhost:8080", "http://localhost:8080", "localhost:8080", "http://localhost:8080"],
  ["http://[::1]:8080", "http://[::1]:8080", "[::1]:8080", "http://[::1]:8080"],
  ["127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["https://localhost:8443/api/v3", "https://localhost:8443/api/v3", "localhost:8443", "https://localhost:8443"],
];

it.each(completed)("%s is the API at %s", (given, apiUrl, host, registryUrl) => {
  expect(parseBaseUrl(given)).toMatchObject({ apiUrl, host, registryUrl });
});

it.each([
  ["github.com", "github.com", "https://github.com"],
  ["octo.ghe.com", "data-residency", "https://octo.ghe.com"],
  ["ghes.example.com", "enterprise-server", "https://ghes.example.com"],
  ["http://127.0.0.1:1", "loopback", "http://127.0.0.1:1"],
])("%s is of kind %s, with its web site at %s", (given, kind, webUrl) => {
  expect(parseBaseUrl(given)).toMatchObject({ kind, webUrl });
});

it.each([
  ["", "is empty"],
  ["ftp://ghes.example.com", "is not an http or https URL"],
  ["https://", "is not a URL or a host name"],
  ["ghes example.com", "is not a URL or a host name"],
  ["https://me:hunter2@ghes.example.com", "holds a user name or a password: configure a token instead"],
  ["https://ghes.example.com?token=hunter2", "holds a query or a fragment"],
  ["http://api.github.com", "uses plain http, which api.github.com does not serve: write https://"],
  ["http://octo.ghe.com", "uses plain http, which octo.ghe.com does not serve: write https://"],
])("%j is refused: it %s", (given, reason) => {
  expect(() => parseBaseUrl(given)).toThrow(new Error(reason));
});

it("a name that only begins like a loopback address is a server elsewhere", () => {
  expect(parseBaseUrl("http://127.0.0.1.example.com").kind).toBe("enterprise-server");
  expect(parseBaseUrl("http://localhost.example.com").kind).toBe("enterprise-server");
});

it.each([
  ["https://api.github.com", "github.com"],
  ["https://api.octo.ghe.com", "octo.ghe.com"],
  ["https://GHES.example.com/api/v3", "ghes.example.com"],
  ["http://ghes.example.com:8080", "ghes.example.com:8080"],
  ["http://127.0.0.1:41234", "localhost"],
  ["http://[::1]:8080/api/v3", "localhost"],
  ["https://localhost:8443", "localhost"],
])("states remember the host of %s as %s", (given, identity) => {
  expect(hostIdentity(parseBaseUrl(given))).toBe(identity);
});

it.each([
  ["github.com", "https://api.github.com/", "github.com"],
  ["http://ghes.example.com", "https://ghes.example.com/api/v3/", "ghes.example.com"],
  ["https://api.octo.ghe.com", "octo.ghe.com", "octo.ghe.com"],
  ["http://127.0.0.1:8080", "http://localhost:8080/api/v3", "localhost:8080"],
  ["http://[::1]:8080/x", "https://host.localhost:8080", "localhost:8080"],
  ["http://127.0.0.1", "https://localhost", "localhost"],
])("%s and %s are one server in a run", (one, other, identity) => {
  expect([one, other].map((address) => serverIdentity(parseBaseUrl(address)))).toEqual([identity, identity]);
});

it("two ports of this machine are two servers in a run, as far as their addresses tell", () => {
  expect(serverIdentity(parseBaseUrl("localhost:1"))).not.toBe(serverIdentity(parseBaseUrl("localhost:2")));
});
