import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { toDetailedPackageFacts } from "../../../provider/github/requests/translate";
import { callFunction } from "../../../provider/hosts/program";
import { ADMIN_TOKEN, seed } from "../../adapter/github/support/seed";
import { repositoryRoot } from "../../support/imports";
import { instanceFor, NOW } from "./support/call";

type Row = Record<string, unknown>;

/** GitHub's field → ours, wherever it is not the same word in a program's spelling. */
const PACKAGE_FIELDS: Row = { id: "packageId", owner: "ownerDetails", repository: "repositoryDetails" };
const VERSION_FIELDS: Row = { id: "versionId", name: "version", metadata: "tags" };

const schemas: Record<string, { properties: Row }> = JSON.parse(
  readFileSync(join(repositoryRoot, "tests/openapi/api.github.com.json"), "utf8"),
).components.schemas;

const camelCase = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camelCase(key), camelCased(item)]));
}

describe("every field of GitHub's description", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const world = seed();
    const [image] = world.packages.find(({ packageType }) => packageType === "container")?.versions ?? [];
    Object.assign(image ?? {}, { description: "The API", license: "Apache-2.0" });
    emulator = await startEmulator({ seed: world });
  });
  afterAll(() => emulator.close());

  const read = async (path: string): Promise<Row> => {
    const response = await fetch(`${emulator.url}${path}`, {
      headers: { authorization: `token ${ADMIN_TOKEN}`, "user-agent": "test" },
    });
    return (await response.json()) as Row;
  };

  it("of a package comes out of getPackage and getPackages, with all of the owner and of the repository", async () => {
    const raw = await read("/orgs/acme/packages/container/app%2Fapi");
    const instance = instanceFor(emulator.url);
    const args = { owner: "acme", packageType: "container" };
    const one = (await callFunction("getPackage", { ...args, name: "app/api" }, instance, NOW)) as Row;
    const { packages } = await callFunction("getPackages", args, instance, NOW);
    expect(packages).toEqual([one]);
    const fields = Object.keys(schemas.package?.properties ?? {});
    expect(fields.length).toBeGreaterThan(10);
    for (const field of fields) {
      expect({ field, value: one[String(PACKAGE_FIELDS[field] ?? camelCase(field))] }).toEqual({
        field,
        value: camelCased(raw[field]),
      });
    }
  });

  it("of a version comes out of getPackageVersion and getPackageVersions", async () => {
    const raw = await read("/orgs/acme/packages/container/app%2Fapi/versions/1201");
    const deleted = (await read("/orgs/acme/packages/container/app%2Fapi/versions?state=deleted")) as unknown as Row[];
    const instance = instanceFor(emulator.url);
    const args = { owner: "acme", packageType: "container", packageName: "app/api" };
    const one = (await callFunction("getPackageVersion", { ...args, versionId: 1201 }, instance, NOW)) as Row;
    const { versions } = await callFunction("getPackageVersions", { ...args, state: "all" }, instance, NOW);
    expect(versions).toContainEqual(one);
    const gone = versions.find(({ state }) => state === "deleted") as Row;
    const fields = Object.keys(schemas["package-version"]?.properties ?? {});
    expect(fields.length).toBeGreaterThan(8);
    for (const [found, row] of [
      [one, raw],
      [gone, deleted[0] ?? {}],
    ] as const) {
      for (const field of fields.filter((name) => name !== "metadata"))
        expect({ field, value: found[String(VERSION_FIELDS[field] ?? camelCase(field))] }).toEqual({
          field,
          value: row[field],
        });
      expect(found.tags).toEqual((row.metadata as { container: { tags: string[] } }).container.tags.sort());
    }
  });

  it.each([
    ["nullable-simple-user", "sdk/functions/account-details.ts"],
    ["nullable-minimal-repository", "sdk/functions/repository-details.ts"],
  ])("of %s is in the types of %s", (schema, file) => {
    const text = readFileSync(join(repositoryRoot, file), "utf8");
    const missing = Object.keys(schemas[schema]?.properties ?? {}).filter(
      (field) => !new RegExp(`^  ${camelCase(field)}\\??: `, "m").test(text),
    );
    expect(missing).toEqual(schema === "nullable-minimal-repository" ? ["temp_clone_token"] : []);
  });

  it("a credential for the repository goes no further than the adapter; people's own names are left as they are", async () => {
    const raw = await read("/orgs/acme/packages/container/app%2Fapi");
    const repository = {
      ...(raw.repository as Row),
      temp_clone_token: "AB3XSECRET",
      custom_properties: { cost_center: "42" },
    };
    const facts = toDetailedPackageFacts({ ...raw, repository });
    expect(JSON.stringify(facts)).not.toContain("AB3XSECRET");
    expect(facts.details?.repository).toMatchObject({ custom_properties: { cost_center: "42" } });
  });
});
