import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { type BuiltManifest, buildMultiPlatformImage, mediaTypes } from "../../../emulator/images";
import type { Seed, SeedToken } from "../../../emulator/seed";

/** Every type that a client may meet: what real clients send. */
export const acceptAll = [
  mediaTypes.ociIndex,
  mediaTypes.ociManifest,
  mediaTypes.dockerIndex,
  mediaTypes.dockerManifest,
].join(", ");

export const image = buildMultiPlatformImage({ platforms: ["linux/amd64", "linux/arm64"], content: "acme/api 1" });
export const newer = buildMultiPlatformImage({ platforms: ["linux/amd64"], content: "acme/api 2" });

const scopes = ["read:packages", "write:packages", "delete:packages", "repo"];

const tokens: SeedToken[] = [
  { token: "all", kind: "classic", login: "octocat", scopes },
  { token: "reader", kind: "classic", login: "octocat", scopes: ["read:packages"] },
  { token: "no-scope", kind: "classic", login: "octocat", scopes: [] },
  { token: "sees-nothing", kind: "classic", login: "octocat", scopes, read: [] },
  { token: "sso", kind: "classic", login: "octocat", scopes, sso: "pending" },
  { token: "old", kind: "expired", login: "octocat", scopes },
  { token: "fine", kind: "fine-grained", login: "octocat", scopes: [] },
  { token: "actions", kind: "github-actions", login: "octocat", scopes: [] },
];

const version = ({ digest, mediaType, content }: BuiltManifest, tags: string[] = []) => ({
  name: digest,
  tags,
  createdAt: "2026-01-01T00:00:00Z",
  manifest: { mediaType, content },
});

/** A private package `acme/api`, a public one `acme/repo/site`, with the same image. */
export function registrySeed(): Seed {
  const { index, children } = image;
  const versions = [...children.map((child) => version(child)), version(index, ["v1", "latest"])];
  return {
    accounts: [
      { login: "octocat", id: 1, type: "User" },
      { login: "acme", id: 2, type: "Organization" },
    ],
    tokens,
    packages: [
      { name: "api", visibility: "private" as const },
      { name: "repo/site", visibility: "public" as const },
    ].map((facts) => ({
      ...facts,
      owner: "acme",
      packageType: "container",
      createdAt: "2026-01-01T00:00:00Z",
      versions: structuredClone(versions),
    })),
    nextId: 1,
  };
}

export class TestRegistry {
  private constructor(readonly emulator: Emulator) {}

  static async start(options: EmulatorOptions = {}): Promise<TestRegistry> {
    return new TestRegistry(await startEmulator({ seed: registrySeed(), ...options }));
  }

  /** A request with a token's holder's bearer token, or without any. */
  async send(
    path: string,
    options: { method?: string; token?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const { token, ...init } = options;
    const authorization = token === undefined ? {} : { authorization: bearer(token) };
    const response = await fetch(`${this.emulator.registryUrl}${path}`, {
      redirect: "manual",
      ...init,
      headers: { ...authorization, ...options.headers },
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  close(): Promise<void> {
    return this.emulator.close();
  }
}

/** ghcr.io takes a personal access token in base64 (argoproj-labs/argocd-image-updater#303). */
export function bearer(token: string): string {
  return `Bearer ${Buffer.from(token).toString("base64")}`;
}

export function basic(token: string): string {
  return `Basic ${Buffer.from(`anybody:${token}`).toString("base64")}`;
}

/** The codes and messages of an error body. */
export function errorsOf({ status, body }: { status: number; body: string }): unknown {
  return { status, errors: JSON.parse(body).errors };
}
