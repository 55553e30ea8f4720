import { createHash } from "node:crypto";
import { OddRegistry, refuse, serve } from "./support/odd-registry";
import { failureOf, testReader } from "./support/reader";

const TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::|##\[|<\{%/u;

const manifest = (content: string) => ({
  mediaType: "application/vnd.oci.image.index.v1+json",
  content,
  digest: `sha256:${createHash("sha256").update(content).digest("hex")}`,
});

let registry: OddRegistry;
beforeEach(async () => {
  registry = await OddRegistry.start();
});
afterEach(() => registry.close());

const reading = (digest: string) => {
  const parts = testReader({ registryUrl: registry.url, token: () => TOKEN, attempts: 1 });
  return { ...parts, found: parts.reader.read("acme", "api", [digest]) };
};

describe("a manifest that is four million characters of something else", () => {
  it.each(["schemaVersion", "mediaType"])("is not printed: its %s", async (field) => {
    const odd = manifest(JSON.stringify({ manifests: [], [field]: `\u001b[2J\u009b${"x".repeat(4_000_000)}` }));
    registry.on(`/v2/acme/api/manifests/${odd.digest}`, serve(odd));
    const { message } = await failureOf(reading(odd.digest).found);
    expect(message).toContain("it is of an unknown shape");
    expect(message.length).toBeLessThan(1_000);
    expect(message).not.toMatch(UNFIT);
  });
});

describe("a registry's words", () => {
  const { digest } = manifest("{}");
  const refusal = (message: string, headers: Record<string, string> = {}) =>
    registry.on(
      `/v2/acme/api/manifests/${digest}`,
      refuse(429, headers, JSON.stringify({ errors: [{ code: "DENIED", message }] })),
    );

  it("are one line, of bearable length", async () => {
    refusal(`no\u001b[2J\n::error::forged ##[debug]${"x".repeat(1_000_000)}`);
    const { message } = await failureOf(reading(digest).found);
    expect(message).not.toMatch(UNFIT);
    expect(message.length).toBeLessThan(1_000);
  });

  it("have the token in no spelling", async () => {
    registry.on("/v2/", (_, response) => response.writeHead(401, { "www-authenticate": "Basic" }).end());
    const pair = Buffer.from(`x-access-token:${TOKEN}`).toString("base64");
    refusal(`no: ${TOKEN} ${pair} ${Buffer.from(`a${TOKEN}b`).toString("base64")}`);
    const { message } = await failureOf(reading(digest).found);
    expect(message).toContain("[secret]");
    for (const form of [TOKEN, pair.slice(-24)]) expect(message).not.toContain(form);
  });

  it.each(["99999999999999999999", "9".repeat(400), "Sat, 13 Sep 275760 00:00:00 GMT"])(
    "may ask to wait for ever, and get a refusal that says until when: retry-after %s",
    async (after) => {
      refusal("slow down", { "retry-after": after });
      const { code, message } = await failureOf(reading(digest).found);
      expect(code).toBe("rate_limited");
      expect(message).toMatch(/Run again after 20\d\d-/);
    },
  );
});
