import { createHash } from "node:crypto";
import {
  type CheckRequest,
  type CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ProviderError } from "../../errors";
import { PackageResource } from "../../resources/package/resource";
import { PackageVersionResource } from "../../resources/package-version/resource";
import { type PropertyMap, type Resource, UNKNOWN } from "../../resources/resource";
import { RetentionPolicyResource } from "../../resources/retention-policy/resource";
import type { Session } from "../../session";
import { presentableFailure } from "../check-failures";
import { checkResponse } from "./check-response";
import { decode, encode } from "./properties";
import { outputsOf } from "./schema";

interface Hosted {
  readonly resource: Resource;
  /** What is secret though no program says so. */
  readonly secrets?: readonly string[];
  /** Where the state holds the inputs again: secret when one of these is. */
  readonly copies?: readonly string[];
}

/** The methods that the engine calls for resources. Each decodes, calls the resource once, and encodes. */
export class Resources {
  private readonly hosted: Readonly<Record<string, Hosted>>;

  constructor(session: () => Session) {
    this.hosted = {
      Package: { resource: new PackageResource(session), secrets: ["restoreToken"] },
      PackageVersion: { resource: new PackageVersionResource(session) },
      RetentionPolicy: { resource: new RetentionPolicyResource(session), copies: ["__policy", "__before"] },
    };
  }

  async check(request: CheckRequest): Promise<CheckResponse> {
    const { resource, secrets } = this.find(request.getUrn());
    const prior = decode(request.getOlds());
    const given = decode(request.getNews());
    const isNew = Object.keys(prior.properties).length === 0;
    const desired = { ...given.properties, ...hiddenInputs(request.getUrn()) };
    const { inputs, failures } = await resource.check(isNew ? undefined : prior.properties, desired);
    return checkResponse(inputs, secrets(given.secrets), failures.map(presentableFailure));
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    const { resource } = this.find(request.getUrn());
    const prior = decode(request.getOlds()).properties;
    const { changes, replaces = [] } = await resource.diff(
      request.getId(),
      prior,
      decode(request.getNews()).properties,
    );
    const response = new DiffResponse();
    response.setChanges(changes ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
    response.setReplacesList([...replaces]);
    return response;
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const { type, resource, secrets } = this.find(request.getUrn());
    const given = decode(request.getProperties());
    const { id = "", state } = request.getPreview()
      ? ((await resource.preview(given.properties)) ?? { state: notKnownYet(type, given.properties) })
      : await resource.create(given.properties);
    const response = new CreateResponse();
    response.setId(id);
    response.setProperties(encode(state, secrets(given.secrets)));
    return response;
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const { resource, secrets } = this.find(request.getUrn());
    const id = request.getId();
    const prior = decode(request.getOlds()).properties;
    const given = decode(request.getNews());
    const { state } = request.getPreview()
      ? ((await resource.preview(given.properties, { id, state: prior })) ?? { state: prior })
      : await resource.update(id, prior, given.properties);
    const response = new UpdateResponse();
    response.setProperties(encode(state, secrets(given.secrets)));
    return response;
  }

  /** What is imported, or looked up by its id alone, has neither inputs nor a state yet. */
  async read(request: ReadRequest): Promise<ReadResponse> {
    const { resource, secrets } = this.find(request.getUrn());
    const prior = decode(request.getProperties());
    const known = decode(request.getInputs());
    const { id, state, inputs } = await resource.read(request.getId(), prior.properties);
    const response = new ReadResponse();
    if (id === undefined || !state) return response;
    const isNew = Object.keys(known.properties).length === 0;
    const secret = secrets(new Set([...prior.secrets, ...known.secrets]));
    response.setId(id);
    response.setProperties(encode(state, secret));
    response.setInputs(encode(inputs ?? (isNew ? resource.inputsOf(state) : known.properties), secret));
    return response;
  }

  async delete(request: DeleteRequest): Promise<Empty> {
    const { resource } = this.find(request.getUrn());
    await resource.delete(request.getId(), decode(request.getProperties()).properties);
    return new Empty();
  }

  private find(urn: string) {
    const type = typeOf(urn);
    const hosted = this.hosted[type];
    if (!hosted) {
      const known = Object.keys(this.hosted).join(", ");
      throw new ProviderError(`work on ${urn}: this version of github-packages has the resources ${known}.`, {
        code: "invalid",
      });
    }
    const { resource, secrets = [], copies = [] } = hosted;
    const withOwn = (given: ReadonlySet<string>) => new Set([...given, ...secrets, ...(given.size > 0 ? copies : [])]);
    return { type, resource, secrets: withOwn };
  }
}

/** `urn:pulumi:STACK::PROJECT::PARENT$github-packages:index:Package::NAME` */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split(":").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** By which a policy is told from others, whatever it says: its name, and a number that is its URN's own. */
function hiddenInputs(urn: string): PropertyMap {
  if (typeOf(urn) !== "RetentionPolicy") return {};
  const number = Number.parseInt(createHash("sha256").update(urn).digest("hex").slice(0, 12), 16);
  return { __self: `${nameOf(urn)} ${number}` };
}

/** The outputs of a resource that is not there yet: what its inputs say, and nothing else is known. */
function notKnownYet(type: string, inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(outputsOf(type).map((name) => [name, inputs[name] ?? UNKNOWN]));
}
