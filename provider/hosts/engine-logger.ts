import { fitForTerminal, jsonForTerminal } from "../model/foreign-words";
import { encodeNotes, type Note } from "../notes";
import type { Logger } from "../ports";
import { type EngineClient, type EngineProtocol, installedProtocol } from "./engine-protocol";

/** `LogSeverity` of https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto */
const SEVERITY = { debug: 0, info: 1, warn: 2 } as const;

/**
 * Passing lines are for waits that somebody notices, and for eyes: the first comes after this, and then one as often. The engine's
 * plain displays (`--diff`, a pipe) print each of them on a line of its own.
 */
const PROGRESS_MILLISECONDS = 2000;

/** There is a debug line for each request, and each message costs both processes about as much as a request: so many go together. */
const DEBUG_LINES_AT_ONCE = 100;

/**
 * As the engine marks what it deletes itself (https://github.com/pulumi/pulumi/blob/master/sdk/go/common/diag/colors/colors.go): it leaves the marks out where
 * there are no colours, and ends at one that it does not know. `fitForTerminal` lets no mark of others through.
 */
const inRed = (line: string) => `<{%fg 1%}>${line}<{%reset%}>`;

/** All passing lines of one process share a stream, so that each replaces the one before. */
const PROGRESS_STREAM = 1;

export interface EngineLogger extends Logger {
  /** Resolves when the engine has all that was said so far: it ends its providers without waiting for them. */
  flush(): Promise<void>;
}

/** Set for a JSON stream of events from `pulumi preview --json`, as `pulumi preview --help` says. Debug messages are among them. */
const STREAM_VARIABLE = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW";

/** Says things in the engine's own display: with a resource, where the host is told for which it works, else with the stack. */
export function createEngineLogger(
  address: string | undefined,
  now: () => number = Date.now,
  env: NodeJS.ProcessEnv = process.env,
  resource: () => string | undefined = () => undefined,
  protocol: () => EngineProtocol = installedProtocol,
): EngineLogger {
  const send = address === undefined ? sendToConsole : sendTo(address, protocol);
  let sent: Promise<unknown> = Promise.resolve();
  let debugLines: string[] = [];
  let notes: Note[] = [];
  const enqueue = (severity: keyof typeof SEVERITY, message: string, ephemeral: boolean) => {
    const last = sent;
    const urn = severity === "debug" ? undefined : resource();
    sent = last.then(() => send(severity, message, ephemeral, urn));
  };
  const sendDebugLines = () => {
    if (debugLines.length > 0) enqueue("debug", debugLines.join("\n"), false);
    debugLines = [];
  };
  const sendNotes = () => {
    if (notes.length > 0) enqueue("debug", jsonForTerminal(encodeNotes(notes)), false);
    notes = [];
  };
  const say =
    (ephemeral = false) =>
    (message: string) => {
      sendDebugLines();
      enqueue("info", fitForTerminal(message), ephemeral);
    };
  const warn = (message: string, deletions: readonly string[] = []) => {
    sendDebugLines();
    const fit = deletions.map(fitForTerminal);
    const lines = address === undefined ? fit : fit.map(inRed);
    enqueue("warn", [fitForTerminal(message), ...lines].join("\n"), false);
  };
  const sayJson = (message: string) => {
    sendDebugLines();
    enqueue("debug", jsonForTerminal(message), false);
  };
  let lastProgress = now();
  const sayPassing = say(true);
  return {
    debug: (message) => {
      debugLines.push(fitForTerminal(message));
      if (debugLines.length >= DEBUG_LINES_AT_ONCE) sendDebugLines();
    },
    info: say(),
    warn,
    progress: (message) => {
      if (now() - lastProgress < PROGRESS_MILLISECONDS) return;
      lastProgress = now();
      sayPassing(message);
    },
    ...(isTruthy(env[STREAM_VARIABLE]) && { details: sayJson, note: (note) => void notes.push(note) }),
    flush: async () => {
      sendDebugLines();
      sendNotes();
      await sent;
    },
  };
}

/** As the engine reads its own switches. */
function isTruthy(value: string | undefined): boolean {
  return value === "1" || value?.toLowerCase() === "true";
}

type Send = (
  severity: keyof typeof SEVERITY,
  message: string,
  ephemeral: boolean,
  urn: string | undefined,
) => Promise<void>;

const sendToConsole: Send = async (severity, message) => {
  if (severity !== "debug") console.error(message);
};

function sendTo(address: string, protocol: () => EngineProtocol): Send {
  let client: EngineClient | undefined;
  return async (severity, message, ephemeral, urn) => {
    const { LogRequest, connect } = protocol();
    client ??= connect(address);
    const request = new LogRequest();
    request.setSeverity(SEVERITY[severity]);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    if (ephemeral) request.setStreamid(PROGRESS_STREAM);
    if (urn !== undefined) request.setUrn(urn);
    await new Promise<void>((resolve) => client?.log(request, () => resolve()));
  };
}
