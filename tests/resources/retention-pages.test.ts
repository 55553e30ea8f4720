import { packagePage, versionPage } from "../../cli/report/pages";
import type { SeedPackage } from "../../emulator/seed";
import { PACKAGE_TYPES, type PackageType } from "../../provider/model/package";
import { parseDetails } from "../../provider/resources/retention-policy/plan/plan-details";
import { RetentionPolicyResource } from "../../provider/resources/retention-policy/resource";
import { type Driver, startDriver } from "../support/run-driver";
import { ADMIN_TOKEN, daysAgo, digest, smallWorld } from "../support/small-world";

const NAME = "repo/app";
const isImage = (type: PackageType) => type === "container" || type === "docker";

const packageOf = (owner: string, packageType: PackageType): SeedPackage => ({
  id: 7_000,
  owner,
  packageType,
  name: NAME,
  visibility: "private",
  ...(packageType === "npm" || packageType === "maven" ? { repository: { id: 77, name: "monorepo" } } : {}),
  createdAt: daysAgo(90),
  versions: ["a", "b"].map((letter, index) => ({
    id: 7_001 + index,
    createdAt: daysAgo(60 - index),
    ...(isImage(packageType) ? { name: digest(letter), tags: [`v${index}`] } : { name: `1.${index}.0+${letter}` }),
  })),
});

interface Row {
  readonly id: number;
  readonly name: string;
  readonly html_url: string;
  readonly package_html_url: string;
}

describe("pages of packages and versions on GitHub", () => {
  let driver: Driver;
  afterEach(() => driver.close());

  async function listed(account: string, packageType: PackageType): Promise<Row[]> {
    const path = `${account}/packages/${packageType}/${encodeURIComponent(NAME)}/versions`;
    const response = await fetch(`${driver.emulator.url}/${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    return (await response.json()) as Row[];
  }

  it.each(["orgs/acme", "users/octocat"].flatMap((account) => PACKAGE_TYPES.map((type) => [type, account] as const)))(
    "of type %s of %s are those that the API itself names",
    async (packageType, account) => {
      const [, owner = ""] = account.split("/");
      driver = await startDriver({
        emulator: { seed: smallWorld({ packages: [packageOf(owner, packageType)] }) },
        isStreamed: true,
      });
      const { session, details } = driver.startRun().preview;
      const rules = { none: { action: "delete", match: { olderThan: "900d" } } };
      await new RetentionPolicyResource(() => session).check(undefined, {
        owner,
        packageType,
        packages: [NAME],
        rules,
      });
      const [told] = details.flatMap((line) => parseDetails(line) ?? []);
      expect(told).toMatchObject({ host: "localhost", packages: [{ total: 2 }] });
      const page = packagePage(told?.packages[0]?.page, "github.com");
      const rows = await listed(account, packageType);
      expect(rows).toHaveLength(2);
      for (const { id, name, html_url, package_html_url } of rows) {
        expect(page).toBe(package_html_url);
        const isUnnamed = packageType === "docker" && html_url.includes("?version=");
        expect(versionPage(page, packageType, { versionId: id, what: name })).toBe(isUnnamed ? undefined : html_url);
      }
    },
  );
});
