import { isPartialFailure, isProviderError, type PartialFailure } from "../errors";
import { fitForTerminal } from "../model/foreign-words";

/** What the dynamic provider's server makes of an error of ours: `${error}: ${error.stack}`. */
const ECHO = "github-packages: an error, shown with its resource";

/**
 * An error as the engine's display wants it. The dynamic provider's server prints `${error}: ${error.stack}` of whatever is thrown,
 * beside the message that the engine prints with the resource: once is enough, and the stack of an expected error says nothing.
 */
export function presentable(error: unknown, props: object = {}): unknown {
  if (isPartialFailure(error)) return initFailure(error, props);
  if (!isProviderError(error)) return cleaned(error);
  const shown = new Error(error.message);
  const [name = "", said = ""] = ECHO.split(": ");
  shown.stack = said;
  shown.toString = () => name;
  return shown;
}

/** Keeps the server from printing beside the resource's error that there is one. Another server, which puts it differently, prints what it does. */
export function dropEchoes(console: Pick<Console, "error">): void {
  const print = console.error;
  console.error = (...said: unknown[]) => {
    if (said.length !== 1 || said[0] !== ECHO) print.apply(console, said);
  };
}

/** A fault of ours can quote others as well: what a parser says of a page, for example. */
function cleaned(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack = "" } = error;
  return Object.assign(error, { message: fitForTerminal(message), stack: fitForTerminal(stack) });
}

/**
 * The form in which the engine saves a resource although its operation failed. The server adds the provider's code to every result
 * but this one, and a resource without it could neither be read nor deleted any more.
 */
function initFailure({ id, state, message }: PartialFailure, props: object): object {
  const { __provider } = props as { __provider?: string };
  return { id, message, reasons: [message], properties: { ...state, __provider } };
}
