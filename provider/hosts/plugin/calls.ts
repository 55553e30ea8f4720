import { AsyncLocalStorage } from "node:async_hooks";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { createEngineLogger } from "../engine-logger";
import type { ProgramInstance } from "../program";
import { type Configuration, ProviderProcess } from "../provider-process";
import { checkConfig, configurationOf, configureResponse, diffConfig } from "./configuration";
import { failure } from "./failure";
import { invoke } from "./functions";
import { ownProtocol } from "./own-protocol";
import { decode } from "./properties";
import { Resources } from "./resources";

export interface Surroundings {
  /** `127.0.0.1:PORT` of the engine; undefined where there is none, as for `pulumi package get-schema`. */
  readonly engineAddress: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** The calls that need the provider itself, as gRPC hands them over. */
export function createCalls({ engineAddress, env }: Surroundings) {
  const resourceOfCall = new AsyncLocalStorage<string>();
  const logger = createEngineLogger(engineAddress, Date.now, env, () => resourceOfCall.getStore(), ownProtocol);
  const runtime = new ProviderProcess(engineAddress, logger, true);
  const resources = new Resources(() => runtime.session());
  let config: Configuration = () => undefined;
  const instance: ProgramInstance = { config: (key) => config(key), logger };
  let changes = 0;

  /** A call about a resource: what is said meanwhile appears with it. */
  function about<Request extends { getUrn(): string }, Response>(
    work: (request: Request) => Promise<Response>,
    propertiesOf: PropertiesOf<Request>,
  ): handleUnaryCall<Request, Response> {
    return later(
      (request) => resourceOfCall.run(request.getUrn(), () => runtime.run(() => work(request))),
      propertiesOf,
    );
  }

  const counted = <Response>(isPreview: boolean, work: Promise<Response>) =>
    work.finally(() => {
      if (!isPreview) changes += 1;
    });

  return {
    checkConfig: answer((request: CheckRequest) => checkConfig(request)),
    diffConfig: answer((request: DiffRequest) => diffConfig(request)),
    configure: answer((request: ConfigureRequest) => {
      config = configurationOf(request, env.PULUMI_CONFIG);
      runtime.configure(config);
      return configureResponse();
    }),
    check: about(
      (request: CheckRequest) => resources.check(request),
      (request) => request.getNews(),
    ),
    diff: about(
      (request: DiffRequest) => resources.diff(request),
      (request) => request.getNews(),
    ),
    create: about(
      (request: CreateRequest) => counted(request.getPreview(), resources.create(request)),
      (request) => request.getProperties(),
    ),
    update: about(
      (request: UpdateRequest) => counted(request.getPreview(), resources.update(request)),
      (request) => request.getNews(),
    ),
    read: about(
      (request: ReadRequest) => resources.read(request),
      (request) => request.getProperties(),
    ),
    delete: about(
      (request: DeleteRequest) => counted(false, resources.delete(request)),
      (request) => request.getProperties(),
    ),
    invoke: later(
      (request: InvokeRequest) => runtime.run(() => invoke(request, instance, String(changes))),
      (request) => request.getArgs(),
    ),
    cancel: answer(() => {
      runtime.cancel();
      return new Empty();
    }),
  };
}

/** A call that is answered at once. */
function answer<Request, Response>(work: (request: Request) => Response): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    try {
      callback(null, work(request));
    } catch (error) {
      callback(failure(error, new Set()));
    }
  };
}

/** What a request says of secrets: a failure that keeps a state keeps them. */
type PropertiesOf<Request> = (request: Request) => Parameters<typeof decode>[0];

/** A call that takes its time. */
function later<Request, Response>(
  work: (request: Request) => Promise<Response>,
  propertiesOf: PropertiesOf<Request>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    work(request).then(
      (response) => callback(null, response),
      (error) => callback(failure(error, decode(propertiesOf(request)).secrets)),
    );
  };
}
