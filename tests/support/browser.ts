import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

export interface PageOptions {
  /** CSS pixels. */
  readonly width: number;
  readonly scheme?: "light" | "dark";
  readonly scripts?: boolean;
}

export interface BrowserPage {
  /** The value of an expression, in the page; of a promise, what it comes to. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** PNG of the whole page, at most so high. */
  picture(most?: number): Promise<Buffer>;
  /** Addresses that the page has asked for, itself left out, and what its policy has refused. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface Browser {
  open(file: string, options: PageOptions): Promise<BrowserPage>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A real browser without a window, spoken to by the DevTools protocol over two pipes: https://chromedevtools.github.io/devtools-protocol. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "github-packages-browser-"));
  const process = spawn(
    findBrowser(),
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const connection = new Connection(process);
  return {
    open: (file, options) => openPage(connection, pathToFileURL(file).href, options),
    close: async () => {
      const ended = new Promise((resolve) => process.once("close", resolve));
      await connection.send("Browser.close");
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Which browser, and what to do where there is none, is set-up's business. */
function findBrowser(): string {
  const script = join(__dirname, "..", "..", "scripts", "setup", "find-browser.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}

async function openPage(
  connection: Connection,
  url: string,
  { width, scheme = "light", scripts = true }: PageOptions,
): Promise<BrowserPage> {
  const { targetId } = await connection.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: object = {}) => connection.send(method, params, String(sessionId));
  const [requests, complaints]: [string[], string[]] = [[], []];
  const loaded = new Promise<void>((resolve) => {
    connection.listen(String(sessionId), ({ method, params }) => {
      if (method === "Page.loadEventFired") resolve();
      if (method === "Network.requestWillBeSent") requests.push((params as { request: { url: string } }).request.url);
      if (method === "Log.entryAdded") complaints.push((params as { entry: { text: string } }).entry.text);
      if (method === "Runtime.exceptionThrown") complaints.push(JSON.stringify(params));
    });
  });
  for (const domain of ["Page", "Network", "Log", "Runtime"]) await send(`${domain}.enable`);
  await send("Emulation.setDeviceMetricsOverride", { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await send("Emulation.setScriptExecutionDisabled", { value: !scripts });
  await send("Page.navigate", { url });
  await loaded;
  return {
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await send("Runtime.evaluate", {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
      return (result as { value: Value }).value;
    },
    async picture(most = 10_000) {
      const { cssContentSize } = await send("Page.getLayoutMetrics");
      const { height } = cssContentSize as { height: number };
      const clip = { x: 0, y: 0, width, height: Math.min(height, most), scale: 1 };
      const { data } = await send("Page.captureScreenshot", { clip, captureBeyondViewport: true });
      return Buffer.from(String(data), "base64");
    },
    get requests() {
      return requests.filter((one) => one !== url);
    },
    complaints,
    close: async () => {
      await connection.send("Target.closeTarget", { targetId });
    },
  };
}

/** Messages of JSON, each ended by a zero, on the third and fourth pipe. */
class Connection {
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly listeners = new Map<string, (message: Message) => void>();
  private readonly input: Writable;
  private last = 0;

  constructor(process: ChildProcess) {
    this.input = process.stdio[3] as Writable;
    let rest = "";
    (process.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      const [...messages] = (rest + text).split("\0");
      rest = messages.pop() ?? "";
      for (const message of messages) this.take(JSON.parse(message));
    });
    process.once("close", () => {
      for (const answer of this.answers.values()) answer({ error: { message: "the browser has ended" } });
    });
  }

  listen(sessionId: string, listener: (message: Message) => void): void {
    this.listeners.set(sessionId, listener);
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    this.last += 1;
    const id = this.last;
    this.input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    return new Promise((resolve, reject) => {
      this.answers.set(id, ({ error, result = {} }) => {
        this.answers.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
    });
  }

  private take(message: Message): void {
    if (message.id !== undefined) this.answers.get(message.id)?.(message);
    else this.listeners.get(message.sessionId ?? "")?.(message);
  }
}
