/**
 * The dynamic-provider host. The state of every resource holds one line of code that loads this module by the package's name
 * (`sdk/provider-code.ts`), so what runs is whatever version is installed. The engine starts one process for each
 * provider instance and phase; all resources in it share one session.
 */
import { PackageResource } from "../resources/package/resource";
import { PackageVersionResource } from "../resources/package-version/resource";
import type { Resource } from "../resources/resource";
import { RetentionPolicyResource } from "../resources/retention-policy/resource";
import { presentableFailure } from "./check-failures";
import type { DynamicConfig } from "./dynamic-config";
import { fromEngine, toEngine } from "./envelope";
import { DynamicRuntime } from "./runtime";

/** The engine's address is the first argument that the engine gives to a provider. */
const runtime = new DynamicRuntime(process.argv[2]);
const session = () => runtime.session();

export const Package = host(new PackageResource(session));
export const RetentionPolicy = host(new RetentionPolicyResource(session));
export const PackageVersion = host(new PackageVersionResource(session));

/** The methods that `@pulumi/pulumi`'s dynamic provider calls. Each decodes, calls the resource once, and encodes. */
function host(resource: Resource) {
  return {
    configure: (request: { config: DynamicConfig }) => runtime.configure(request.config),
    check: (olds: object, news: object) =>
      runtime.run(async () => {
        const prior = fromEngine(olds);
        const given = fromEngine(news);
        const { inputs, failures } = await resource.check(Object.keys(prior).length === 0 ? undefined : prior, given);
        return { inputs: toEngine(inputs), failures: failures.map((failure) => presentableFailure(failure, given)) };
      }),
    diff: (id: string, olds: object, news: object) =>
      runtime.run(() => resource.diff(id, fromEngine(olds), fromEngine(news))),
    create: (inputs: object) =>
      runtime.run(async () => {
        const { id, state } = await resource.create(fromEngine(inputs));
        return { id, outs: state };
      }, inputs),
    read: (id: string, props: object) =>
      runtime.run(async () => {
        const read = await resource.read(id, fromEngine(props));
        return { id: read.id, props: read.state, ...(read.inputs && { inputs: toEngine(read.inputs) }) };
      }),
    update: (id: string, olds: object, news: object) =>
      runtime.run(async () => ({ outs: (await resource.update(id, fromEngine(olds), fromEngine(news))).state }), news),
    delete: (id: string, props: object) => runtime.run(() => resource.delete(id, fromEngine(props))),
  };
}
