import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { Description, type HostName } from "./description";

export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies are validated against GitHub's description before tests look into them.
  readonly body: any;
}

export interface RequestOptions {
  /** Null for none. */
  token?: string | null;
  headers?: Record<string, string>;
}

const descriptions = new Map<HostName, Description>();

export function describeHost(host: HostName): Description {
  const description = descriptions.get(host) ?? new Description(host);
  descriptions.set(host, description);
  return description;
}

/** An emulator of one test, and a client that checks each answer against GitHub's OpenAPI description. */
export class TestHost {
  private constructor(
    readonly emulator: Emulator,
    private readonly host: HostName,
  ) {}

  static async start(options: EmulatorOptions = {}): Promise<TestHost> {
    return new TestHost(await startEmulator(options), options.profile ?? "github.com");
  }

  async request(
    method: string,
    path: string,
    { token = "emulator-admin", headers }: RequestOptions = {},
  ): Promise<ApiResponse> {
    const response = await fetch(path.startsWith("http") ? path : this.emulator.url + path, {
      method,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    });
    const text = await response.text();
    this.#validate(method, response, text);
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  get(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.request("GET", path, options);
  }

  delete(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.request("DELETE", path, options);
  }

  post(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.request("POST", path, options);
  }

  close(): Promise<void> {
    return this.emulator.close();
  }

  /** Answers to routes that the description doesn't have are errors of the usual form, or the targets of Link headers. */
  #validate(method: string, response: Response, text: string): void {
    const { pathname, search } = new URL(response.url);
    const logged = this.emulator.requests.findLast((one) => one.method === method && one.path === pathname + search);
    const template = logged?.route
      ?.replace("/organizations/{organization_id}/", "/orgs/{org}/")
      .replace("/user/{user_id}/", "/users/{username}/");
    if (template === undefined || method === "HEAD") return;
    const answer = { status: response.status, text, contentType: response.headers.get("content-type") };
    const problems = describeHost(this.host).problems(method, template, answer);
    if (problems.length > 0) {
      throw new Error(
        `${method} ${template} answered ${response.status}, against GitHub's description:\n${problems.join("\n")}\n${text}`,
      );
    }
  }
}
