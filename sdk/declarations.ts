import * as pulumi from "@pulumi/pulumi";
import { Provider } from "./provider";
import { resourceType } from "./provider-code";

/** A policy waits this long for versions that are still being declared. After that, one of them probably waits for the policy. */
const PATIENCE_MILLISECONDS = 60_000;

/** What a program says of a package or a version that it declares, as far as that is known by now. */
type Declaration = Record<string, unknown>;

interface Program {
  readonly declarations: Declaration[];
  /** Versions that the engine does not have yet. */
  readonly registrations: Set<Promise<void>>;
  policies: number;
}

/** One process can run several programs, one after the other (https://www.pulumi.com/docs/iac/automation-api/): each has its own. */
const programs = new WeakMap<object, Program>();
const outsideOfRuns = {};

/** Those of a resource that tell it from others of its name and number, once it is known. */
type Outputs = Readonly<Record<string, pulumi.Output<unknown>>>;

/** Remembers a package that the program declares. */
export function noteDeclaredPackage(resource: pulumi.CustomResource, given: pulumi.Inputs): void {
  const { owner, packageType, name: packageName } = given;
  const { packageId: pinnedTo, createdAt, htmlUrl: page } = resource as unknown as Outputs;
  note(resource, "package", { owner, packageType, packageName, pinnedTo, createdAt, page });
}

/** Part of every output, though not of its type. */
interface OutputInternals {
  promise(): Promise<unknown>;
}

/**
 * Remembers a version that the program declares. Until the engine has it, it counts as being declared. The engine never gets a version whose inputs
 * fail.
 */
export function noteDeclaredVersion(version: pulumi.CustomResource, given: pulumi.Inputs): void {
  const { owner, packageType, packageName, version: name, tag, digest, versionId } = given;
  const { versionId: pinnedTo, createdAt, packageHtmlUrl: page } = version as unknown as Outputs;
  const found = { pinnedTo, createdAt, page };
  note(version, "version", { owner, packageType, packageName, version: name, tag, digest, versionId, ...found });
  const { registrations } = currentProgram();
  const inputs = pulumi.output(given) as unknown as OutputInternals;
  const registered = new Promise<void>((resolve, reject) => {
    version.urn.apply(() => resolve());
    inputs.promise().catch((error) => reject(notDeclared(error)));
  });
  registrations.add(registered);
  registered.then(
    () => registrations.delete(registered),
    () => {},
  );
}

/** What tells the policies of a program apart, whatever they say and whichever provider instance checks them. */
export function identifyPolicy(name: string): string {
  const program = currentProgram();
  program.policies += 1;
  return `${name} ${program.policies}`;
}

/**
 * What the program declares, once the engine knows the versions that the program declares in its first turn. A declaration has the address of its
 * provider instance, where that is given one.
 *
 * A policy needs this for two reasons. With `--target`, the engine asks the provider about nothing but the targets. Without it, the policy is
 * checked after the versions. The policy does not depend on them, so that nothing is replaced or deleted in another order because of it.
 * @throws RunError when one of them can't be declared.
 */
export async function declaredByProgram(): Promise<readonly Declaration[] | undefined> {
  const { declarations, registrations } = currentProgram();
  await nextTurn();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
  });
  await Promise.race([Promise.all(registrations), patience]).finally(() => clearTimeout(timer));
  await nextTurn();
  return declarations.length > 0 ? declarations.map((known) => ({ ...known })) : undefined;
}

/** A policy might delete the very version that could not be declared. */
function notDeclared({ message }: Error): pulumi.RunError {
  return new pulumi.RunError(
    `nothing is planned, because a PackageVersion of the program can't be declared: ${message}`,
  );
}

function note(resource: pulumi.CustomResource, type: "package" | "version", given: pulumi.Inputs): void {
  const declaration: Declaration = { type };
  currentProgram().declarations.push(declaration);
  noteAddress(resource, declaration);
  noteWhenKnown(given, declaration);
  const { owner } = resource as unknown as { owner: pulumi.Output<unknown> };
  noteWhenKnown({ owner }, declaration);
}

/** Notes the address that an explicit provider instance is given. The provider finds out which server that is. */
function noteAddress(resource: pulumi.Resource, declaration: Declaration): void {
  const provider = resource.getProvider(resourceType("Resource"));
  if (Provider.isInstance(provider)) noteWhenKnown({ baseUrl: provider.__baseUrl }, declaration);
}

function noteWhenKnown(given: pulumi.Inputs, declaration: Declaration): void {
  for (const [name, value] of Object.entries(given)) {
    pulumi.output(value).apply((known) => {
      if (known !== undefined) declaration[name] = known;
    });
  }
}

function currentProgram(): Program {
  const run = pulumi.runtime.getStackResource() ?? outsideOfRuns;
  const program = programs.get(run) ?? { declarations: [], registrations: new Set(), policies: 0 };
  programs.set(run, program);
  return program;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
