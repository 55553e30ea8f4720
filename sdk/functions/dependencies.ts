import * as pulumi from "@pulumi/pulumi";

/** Part of every output and component, though not of their types. */
interface OutputInternals {
  allResources?(): Promise<Set<pulumi.Resource>>;
}
interface ComponentInternals {
  __childResources?: Set<pulumi.Resource>;
}

/** The resources that a function's arguments come from, and those that it is told to wait for. For a component, these are the resources in it. */
export async function dependenciesOf(
  args: pulumi.Output<unknown>,
  { dependsOn = [] }: pulumi.InvokeOutputOptions,
): Promise<pulumi.Resource[]> {
  const explicit = await Promise.all([dependsOn].flat().map(resourcesOf));
  const implicit = (await (args as OutputInternals).allResources?.()) ?? [];
  const all = new Set<pulumi.Resource>();
  for (const resource of [...implicit, ...explicit.flat()]) addWithChildren(resource, all);
  return [...all];
}

/**
 * Waits for resources, and gives a name to the moment when they are there. What was read before may have changed by then. The moment is not known in a
 * preview in which one of the resources has yet to be created. A preview changes nothing, so that all of it is one moment.
 */
export function momentOf(resources: readonly pulumi.Resource[]): pulumi.Output<string> {
  const waited = resources.map((resource) => {
    const hasId = pulumi.CustomResource.isInstance(resource) && resource.id !== undefined;
    return pulumi.all([resource.urn, hasId ? resource.id : resource.urn]);
  });
  return pulumi.all(waited).apply((known) =>
    pulumi.runtime.isDryRun()
      ? ""
      : known
          .map(([urn]) => urn)
          .sort()
          .join("\n"),
  );
}

async function resourcesOf(
  given: pulumi.Input<pulumi.Resource | pulumi.Input<pulumi.Resource>[]>,
): Promise<pulumi.Resource[]> {
  const output = pulumi.output(given) as unknown as pulumi.Output<unknown>;
  const known = await new Promise<unknown>((resolve) => output.apply(resolve));
  return [known].flat() as pulumi.Resource[];
}

function addWithChildren(resource: pulumi.Resource, all: Set<pulumi.Resource>): void {
  if (all.has(resource)) return;
  all.add(resource);
  if (!pulumi.ComponentResource.isInstance(resource)) return;
  for (const child of (resource as ComponentInternals).__childResources ?? []) addWithChildren(child, all);
}
