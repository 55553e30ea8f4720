import { SecretToken } from "./secret-token";
import { type Found, invalidSetting, type SettingSource } from "./setting-source";

/** What a GitHub App shows to get a token: the names are @pulumi/github's. */
export interface AppCredentials {
  readonly id: string;
  readonly installationId: string;
  /** The content of the PEM file. */
  readonly privateKey: SecretToken;
  /** `github-packages:appAuth`, `GITHUB_APP_ID`. */
  readonly source: string;
}

type Fields = Readonly<Record<"id" | "installationId" | "pemFile", string | undefined>>;

const VARIABLES: Readonly<Record<keyof Fields, string>> = {
  id: "GITHUB_APP_ID",
  installationId: "GITHUB_APP_INSTALLATION_ID",
  pemFile: "GITHUB_APP_PEM_FILE",
};

/** @throws ProviderError `invalid` when something is missing. */
export function readAppArgument({ value, source }: Found): AppCredentials {
  return complete(parseFields(value, source), source);
}

/** The configured App, each missing field of which the environment may have; else the environment's; undefined without any. */
export function findConfiguredApp(source: SettingSource): AppCredentials | undefined {
  const configured = source.configured("appAuth");
  const own = configured && parseFields(configured.value, configured.source);
  const field = (name: keyof Fields) => own?.[name] ?? source.variable(VARIABLES[name])?.value;
  const fields = { id: field("id"), installationId: field("installationId"), pemFile: field("pemFile") };
  if (Object.values(fields).every((value) => value === undefined)) return undefined;
  return complete(fields, configured?.source ?? VARIABLES.id);
}

function parseFields(text: string, source: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text);
    const row = (typeof parsed === "object" && parsed !== null ? parsed : {}) as Record<string, unknown>;
    const field = (name: keyof Fields) => (row[name] === undefined || row[name] === "" ? undefined : String(row[name]));
    return { id: field("id"), installationId: field("installationId"), pemFile: field("pemFile") };
  } catch {
    const nextStep = "Write an object: `pulumi config set --path github-packages:appAuth.id 12345`, and so on.";
    throw invalidSetting("appAuth", source, "is no object", nextStep);
  }
}

function complete(fields: Fields, source: string): AppCredentials {
  const { id, installationId, pemFile } = fields;
  if (id !== undefined && installationId !== undefined && pemFile !== undefined) {
    return { id, installationId, privateKey: new SecretToken(pemFile.replaceAll("\\n", "\n")), source };
  }
  const missing = (Object.keys(VARIABLES) as (keyof Fields)[]).filter((name) => fields[name] === undefined);
  const also = missing.map((name) => `${name} (${VARIABLES[name]})`).join(" and ");
  throw invalidSetting("appAuth", source, `lacks ${also}`, "A GitHub App needs all three, or a token in its place.");
}
