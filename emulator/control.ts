import type { IncomingMessage, ServerResponse } from "node:http";
import { ControlInput, InvalidControlInput } from "./control-input";
import type { Faults } from "./faults";
import type { RequestLog } from "./request-log";
import { writeAnswer } from "./rest/respond";
import type { StateFile } from "./world/state-file";
import type { World } from "./world/world";

export interface Controlled {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly stateFile: StateFile | undefined;
}

type Action = (parts: Controlled, input: ControlInput) => unknown;

/** "METHOD path" below /_emulator; see docs/emulator.md. Everything here is what a person or a push does, not what REST offers. */
const actions: Readonly<Record<string, Action>> = {
  "GET /": ({ world }) => ({ now: world.timestamp(), packages: world.allPackages().length }),
  "GET /snapshot": ({ world }) => world.snapshot(),
  "GET /requests": ({ requests }) => requests.entries,
  "DELETE /requests": ({ requests }) => {
    requests.clear();
  },
  "POST /advance": ({ world }, input) => {
    world.advance(input.duration());
    return { now: world.timestamp() };
  },
  "POST /publish": ({ world }, input) => world.publish(...input.packageKey(), input.version(), input.newPackage()),
  "POST /tag": ({ world }, input) => world.tag(...input.packageKey(), input.text("tag"), input.handle()),
  "POST /downloads": ({ world }, input) => {
    world.setDownloads(...input.packageKey(), input.handle(), input.number("downloads"));
  },
  "POST /visibility": ({ world }, input) => {
    world.setVisibility(...input.packageKey(), input.visibility());
  },
  "POST /delete": ({ world }, input) => {
    if (input.has("version")) world.deleteVersion(...input.packageKey(), input.handle());
    else world.deletePackage(...input.packageKey());
  },
  "POST /faults": ({ faults }, input) => {
    faults.add(input.fault());
  },
  "POST /lag": ({ faults }, input) => {
    faults.lag.settings = input.lag();
  },
  "DELETE /faults": ({ faults }) => {
    faults.clear();
  },
};

const prefix = "/_emulator";

/** Whether a request is for the control surface; if so it is answered. */
export function handleControl(parts: Controlled, message: IncomingMessage, response: ServerResponse): boolean {
  const path = message.url?.split("?", 1)[0] ?? "/";
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return false;
  answerControl(parts, message, path.slice(prefix.length) || "/")
    .catch((error: Error) => ({
      status: error instanceof InvalidControlInput ? error.status : 400,
      body: { message: error.message },
    }))
    .then((answer) => saved(parts, answer))
    .then(({ status, body }) =>
      writeAnswer(response, false, { status }, body === undefined ? undefined : JSON.stringify(body)),
    )
    .catch(() => response.destroy());
  return true;
}

interface ControlAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** The answer when the change is in the state file, or why it isn't. */
async function saved({ stateFile }: Controlled, answer: ControlAnswer): Promise<ControlAnswer> {
  try {
    await stateFile?.save();
    return answer;
  } catch (error) {
    return { status: 500, body: { message: (error as Error).message } };
  }
}

async function answerControl(parts: Controlled, message: IncomingMessage, path: string): Promise<ControlAnswer> {
  refuseForeignPages(message);
  const name = `${message.method} ${path}`;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action)
    throw new InvalidControlInput(`There is no ${name} here. There is: ${Object.keys(actions).join(", ")}.`, 404);
  const body = action(parts, await ControlInput.read(message));
  return body === undefined ? { status: 204 } : { status: 200, body };
}

/** The server listens on 127.0.0.1 only; a web page in a browser on this machine must not reach it under a name of its own either. */
function refuseForeignPages({ headers }: IncomingMessage): void {
  const isLoopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? "");
  if (!isLoopback || headers.origin !== undefined) {
    throw new InvalidControlInput("The control surface is for programs on this machine, not for web pages.", 403);
  }
}
