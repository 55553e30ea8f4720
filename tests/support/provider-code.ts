/**
 * What states hold as the provider of each resource, to the byte. It is written out here because it must never change: the code
 * in every state that exists loads the package by these words, whatever version is installed.
 */
const PROVIDER_CODE: Readonly<Record<string, string>> = {
  Package: 'exports.handler=()=>require("pulumi-github-packages/provider").Package;',
  PackageVersion: 'exports.handler=()=>require("pulumi-github-packages/provider").PackageVersion;',
  RetentionPolicy: 'exports.handler=()=>require("pulumi-github-packages/provider").RetentionPolicy;',
};

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

/** A state's resources of this package. */
export function ownResources(state: { deployment: { resources?: StateResource[] } }): StateResource[] {
  return (state.deployment.resources ?? []).filter(({ type }) =>
    type.startsWith("pulumi-nodejs:dynamic/github-packages:"),
  );
}

/** The resources whose provider is not the words above, in their inputs or in their outputs. */
export function withOtherProviderCode(state: { deployment: { resources?: StateResource[] } }): string[] {
  return ownResources(state)
    .filter(({ type, inputs, outputs }) => {
      const expected = PROVIDER_CODE[type.slice(type.lastIndexOf(":") + 1)];
      return inputs.__provider !== expected || outputs.__provider !== expected;
    })
    .map(({ urn }) => urn);
}
