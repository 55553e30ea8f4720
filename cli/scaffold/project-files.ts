import type { Settings } from "../../provider/settings";
import type { CollectedPackage } from "../collect";
import { packageVersion } from "../own-package";
import { programText } from "./program-text";

/** The oldest that the provider works with; package.json has the same as its peer dependency. */
const PULUMI_SDK = "^3.216.0";

/** The files of a Pulumi project, by name. */
export function projectFiles(
  login: string,
  packages: readonly CollectedPackage[],
  settings: Settings,
): Readonly<Record<string, string>> {
  const name = `${login.toLowerCase().replace(/[^a-z0-9_.-]/g, "-")}-packages`;
  return {
    "Pulumi.yaml": pulumiYaml(name, login, settings),
    "package.json": json({
      name,
      private: true,
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": PULUMI_SDK, "pulumi-github-packages": `^${packageVersion()}` },
      devDependencies: { "@types/node": "^20.0.0", typescript: "^5.0.0" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        strict: true,
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        skipLibCheck: true,
        noEmit: true,
      },
      files: ["index.ts"],
    }),
    ".gitignore": "node_modules/\n",
    "index.ts": programText(packages),
  };
}

/** JSON is YAML (https://yaml.org/spec/1.2.2/): texts are quoted as JSON quotes them. */
function pulumiYaml(name: string, login: string, { place, baseUrl }: Settings): string {
  const config = place.kind === "github.com" ? "" : `config:\n  github-packages:baseUrl: ${JSON.stringify(baseUrl)}\n`;
  return `name: ${name}\ndescription: ${JSON.stringify(`The GitHub packages of ${login}`)}\nruntime: nodejs\n${config}`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
