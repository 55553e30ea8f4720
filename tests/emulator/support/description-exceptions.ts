/**
 * Where GitHub's OpenAPI description (@octokit/openapi 23.0.2) is known to differ from what GitHub answers. Nothing else may deviate:
 * each exception is shown to be needed by openapi.test.ts.
 */

export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  required?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
}

export interface SchemaException {
  readonly what: string;
  readonly because: string;
  apply(schemas: Readonly<Record<string, Schema>>): void;
}

export const schemaExceptions: readonly SchemaException[] = [
  {
    what: "docker metadata",
    because: 'the description lists the property "tag" and requires "tags": no answer can satisfy both',
    apply: (schemas) => {
      const docker = schemas["package-version"]?.properties?.metadata?.properties?.docker;
      if (docker) docker.required = ["tag"];
    },
  },
  {
    what: "internal visibility",
    because:
      "the filter of the same operations takes internal, and internal packages exist (canonical/authd#1376); the body's enumeration has two values only",
    apply: (schemas) => schemas.package?.properties?.visibility?.enum?.push("internal"),
  },
];

export interface StatusException {
  /** A pattern for "METHOD template". */
  readonly operations: RegExp;
  readonly statuses: readonly number[];
  readonly because: string;
}

const packagesApi = /^\w+ \/(orgs\/\{org\}|users\/\{username\}|user)\/(packages|docker)/;

/** Statuses that operations answer without their description naming them. */
export const statusExceptions: readonly StatusException[] = [
  {
    operations: packagesApi,
    statuses: [304, 401, 403, 404, 429],
    because:
      "the description leaves out 401, 403 and 404 where logs show them (cli/cli#10592, dataaxiom/ghcr-cleanup-action#121), conditional requests (docs: best practices), and rate limits (docs: rate limits)",
  },
  {
    operations: packagesApi,
    statuses: [400, 410],
    because:
      "unknown and retired X-GitHub-Api-Version (docs: api-versions); GITHUB_TOKEN and container lists (cli/cli#9606)",
  },
  {
    operations: /^DELETE /,
    statuses: [400],
    because:
      "last version (SmartsquareGmbH/delete-old-packages#33), last tagged version (kairos-io/kairos#4723), 5,000 downloads",
  },
  {
    operations: packagesApi,
    statuses: [422],
    because:
      "missing or wrong parameters (docs: troubleshooting the REST API); assumed for package_type and visibility",
  },
  {
    operations: /^POST .*\/restore$/,
    statuses: [400, 409, 422],
    because: "restoring what lost its name: no answer is published, the emulator can give each of these",
  },
  {
    operations: /^GET \/(users\/\{username\}|orgs\/\{org\}|user|rate_limit)$/,
    statuses: [401],
    because: "a bad token",
  },
];
