import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** https://docs.github.com/rest/issues: GitHub answers 422 to a longer body. */
const LONGEST_BODY = 65_536;

export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

export interface Issue extends Comment {
  readonly number: number;
  readonly labels: readonly string[];
  title: string;
  state: string;
  readonly comments: Comment[];
}

/** What there is of a repository besides its packages: pull requests and issues with their comments, and runs of workflows. */
export interface GitHubRepository {
  /** The REST API's base URL. */
  readonly url: string;
  readonly name: string;
  /** By number; pull requests are issues. */
  readonly issues: Map<number, Issue>;
  /** Answers of `GET /commits/{sha}/pulls`. */
  readonly pulls: Map<string, object[]>;
  /** By number of the pull request. */
  readonly reviews: Map<number, object[]>;
  /** By number of the pull request: what has happened to it. */
  readonly events: Map<number, object[]>;
  /** By login; of everybody else it is `read`, as on a public repository. */
  readonly permissions: Map<string, string>;
  /** Answers of `GET /actions/workflows/preview.yml/runs`, for any question. */
  readonly runs: object[];
  /** "METHOD path" of each request. */
  readonly requests: string[];
  addIssue(issue: Partial<Issue> & { readonly number: number }): Issue;
  close(): Promise<void>;
}

/** The part of GitHub's REST API that the scripts of the examples use, over real HTTP. Whoever writes is github-actions[bot]. */
export async function startGitHubRepository(token: string, name = "acme/infrastructure"): Promise<GitHubRepository> {
  const repository = new Repository(token, name);
  await repository.listen();
  return repository;
}

type Handler = (match: readonly string[], body: Record<string, string>, query: URLSearchParams) => unknown;

class Repository implements GitHubRepository {
  readonly issues = new Map<number, Issue>();
  readonly pulls = new Map<string, object[]>();
  readonly reviews = new Map<number, object[]>();
  readonly events = new Map<number, object[]>();
  readonly permissions = new Map<string, string>();
  readonly runs: object[] = [];
  readonly requests: string[] = [];
  private readonly server: Server;
  private lastId = 1000;
  private readonly routes: readonly (readonly [RegExp, Handler])[] = [
    [/^GET \/issues\/(\d+)\/comments$/, ([number]) => this.issue(number).comments],
    [/^POST \/issues\/(\d+)\/comments$/, ([number], { body = "" }) => this.comment(this.issue(number), body)],
    [
      /^PATCH \/issues\/comments\/(\d+)$/,
      ([id], { body = "" }) => Object.assign(this.findComment(Number(id)), { body }),
    ],
    [/^GET \/issues$/, (_, __, query) => this.openIssues(query.get("labels") ?? "")],
    [/^POST \/issues$/, (_, body) => this.addIssue({ ...body, number: this.lastId++ })],
    [/^PATCH \/issues\/(\d+)$/, ([number], body) => Object.assign(this.issue(number), body)],
    [/^GET \/commits\/(\w+)\/pulls$/, ([sha]) => this.pulls.get(sha ?? "") ?? []],
    [/^GET \/pulls\/(\d+)\/reviews$/, ([number]) => this.reviews.get(Number(number)) ?? []],
    [/^GET \/issues\/(\d+)\/events$/, ([number]) => this.events.get(Number(number)) ?? []],
    [
      /^GET \/collaborators\/(\w+)\/permission$/,
      ([login]) => ({ permission: this.permissions.get(login ?? "") ?? "read" }),
    ],
    [/^GET \/actions\/workflows\/preview\.yml\/runs$/, () => ({ workflow_runs: this.runs })],
  ];

  constructor(
    private readonly token: string,
    readonly name: string,
  ) {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, data, link }) => {
        response.writeHead(status, { "content-type": "application/json", ...(link && { link }) });
        response.end(JSON.stringify(data));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  addIssue(issue: Partial<Issue> & { readonly number: number }): Issue {
    const added: Issue = {
      id: this.lastId++,
      user: BOT,
      title: "",
      body: "",
      state: "open",
      labels: [],
      comments: [],
      ...issue,
    };
    this.issues.set(issue.number, added);
    return added;
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; data: unknown; link?: string }> {
    const url = new URL(request.url ?? "", this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, data: { message: "Bad credentials" } };
    const call = `${request.method} ${url.pathname.replace(`/repos/${this.name}`, "")}`;
    const text = await textOf(request);
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, string>);
    if ((body.body ?? "").length > LONGEST_BODY) return { status: 422, data: { message: "body is too long" } };
    for (const [route, handle] of this.routes) {
      const match = route.exec(call);
      if (match) return this.page(handle(match.slice(1), body, url.searchParams), url);
    }
    return { status: 404, data: { message: "Not Found" } };
  }

  private page(data: unknown, url: URL): { status: number; data: unknown; link?: string } {
    if (!Array.isArray(data)) return { status: 200, data };
    const [size, page] = [Number(url.searchParams.get("per_page") ?? 30), Number(url.searchParams.get("page") ?? 1)];
    url.searchParams.set("page", String(page + 1));
    const link = data.length > page * size ? { link: `<${url}>; rel="next"` } : {};
    return { status: 200, data: data.slice((page - 1) * size, page * size), ...link };
  }

  private issue(number: string | undefined): Issue {
    const issue = this.issues.get(Number(number));
    if (!issue) throw new Error(`there is no issue ${number}`);
    return issue;
  }

  private comment(issue: Issue, body: string): Comment {
    const comment = { id: this.lastId++, user: BOT, body };
    issue.comments.push(comment);
    return comment;
  }

  private findComment(id: number): Comment {
    const found = [...this.issues.values()].flatMap(({ comments }) => comments).find((one) => one.id === id);
    if (!found) throw new Error(`there is no comment ${id}`);
    return found;
  }

  private openIssues(label: string): Issue[] {
    return [...this.issues.values()].filter(({ state, labels }) => state === "open" && labels.includes(label));
  }
}

const BOT = { login: "github-actions[bot]" };

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
