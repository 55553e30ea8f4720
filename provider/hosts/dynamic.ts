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
import { fromEngine, hasProviderCode, toEngine } from "./envelope";
import { dropEchoes, presentable } from "./presentable-error";
import { ProviderProcess } from "./provider-process";

/** The engine's address is the first argument that the engine gives to a provider. */
const runtime = new ProviderProcess(process.argv[2]);
const session = () => runtime.session();
dropEchoes(console);

export const Package = host(new PackageResource(session));
export const RetentionPolicy = host(new RetentionPolicyResource(session));
export const PackageVersion = host(new PackageVersionResource(session));

/** The methods that `@pulumi/pulumi`'s dynamic provider calls. Each decodes, calls the resource once, and encodes. */
function host(resource: Resource) {
  return {
    configure: ({ config }: { config: DynamicConfig }) => runtime.configure((key) => config.get(key)),
    check: (olds: object, news: object) =>
      run(async () => {
        const prior = fromEngine(olds);
        const isNew = Object.keys(prior).length === 0;
        const { inputs, failures } = await resource.check(isNew ? undefined : prior, fromEngine(news));
        return { inputs: toEngine(inputs), failures: failures.map(presentableFailure) };
      }),
    diff: (id: string, olds: object, news: object) =>
      run(async () => {
        const diff = await resource.diff(id, fromEngine(olds), fromEngine(news));
        return { ...diff, changes: diff.changes || !hasProviderCode(olds) };
      }),
    create: (inputs: object) =>
      run(async () => {
        const { id, state } = await resource.create(fromEngine(inputs));
        return { id, outs: state };
      }, inputs),
    read: (id: string, props: object) =>
      run(async () => {
        const read = await resource.read(id, fromEngine(props));
        return { id: read.id, props: read.state, ...(read.inputs && { inputs: toEngine(read.inputs) }) };
      }),
    update: (id: string, olds: object, news: object) =>
      run(async () => ({ outs: (await resource.update(id, fromEngine(olds), fromEngine(news))).state }), news),
    delete: (id: string, props: object) => run(() => resource.delete(id, fromEngine(props))),
  };
}

/** A call of the server, whose failure is fit for the engine's display. */
async function run<Result>(work: () => Promise<Result>, properties?: object): Promise<Result> {
  try {
    return await runtime.run(work);
  } catch (error) {
    throw presentable(error, properties);
  }
}
