import type { HttpAnswer } from "./rest/http-answer";
import type { Route } from "./rest/routes";
import type { ReadLag } from "./world/read-lag";
import type { World } from "./world/world";

/**
 * One way in which the next matching requests go wrong. Without a kind of answer below, they are only delayed or observed.
 * Requests to the registry can be answered, dropped and delayed; `takesEffect` and `truncate` are for the REST API.
 */
export interface FaultSpec {
  /** Any method when absent. */
  method?: string;
  /** A route template or operationId, or a pattern that is tested against the raw path below the base path, without the query. */
  route?: string | RegExp;
  /** How many requests it hits: 1 when absent, Infinity until it is removed. */
  times?: number;
  /** How many matching requests pass unharmed first. */
  skip?: number;
  /** Whether the request takes effect although its answer is lost: 502 after a deletion that happened. Default false. */
  takesEffect?: boolean;
  status?: number;
  /** JSON. */
  body?: unknown;
  /** A page in place of JSON, as proxies send; status 502 unless given. */
  html?: string;
  headers?: Readonly<Record<string, string>>;
  /** Ends the JSON of the real answer in the middle. The request takes effect. */
  truncate?: boolean;
  /** Closes the connection without an answer. */
  drop?: boolean;
  delayMs?: number;
  /** Called, and awaited, when a request is hit, before it takes effect: somebody else acting in that moment, or a wait. */
  run?: (world: World) => unknown;
}

/** A fault that was added. */
export interface Fault {
  readonly spec: FaultSpec;
  /** How many more requests it will hit. */
  readonly remaining: number;
  remove(): void;
}

export interface FaultSubject {
  readonly method: string;
  /** Raw path below the base path, without the query. */
  readonly path: string;
  readonly route: Route | undefined;
}

interface Armed {
  readonly spec: FaultSpec;
  skip: number;
  remaining: number;
}

/** Faults by order of addition: a request is hit by the first that matches and isn't used up. */
export class Faults {
  readonly #armed: Armed[] = [];

  constructor(readonly lag: ReadLag) {}

  add(spec: FaultSpec): Fault {
    const armed: Armed = { spec, skip: spec.skip ?? 0, remaining: spec.times ?? 1 };
    this.#armed.push(armed);
    return {
      spec,
      get remaining() {
        return armed.remaining;
      },
      remove: () => {
        armed.remaining = 0;
      },
    };
  }

  /** From now on, lists show what is deleted for that many more requests. */
  staleLists(reads: number): void {
    this.lag.settings.staleLists = reads;
  }

  /** From now on, a GET finds what is deleted that many more times. */
  delayedAbsence(reads: number): void {
    this.lag.settings.delayedAbsence = reads;
  }

  /** From now on, that many lists and GETs don't find yet what is restored or published. */
  delayedPresence(reads: number): void {
    this.lag.settings.delayedPresence = reads;
  }

  /** Removes every fault and every lag. */
  clear(): void {
    this.#armed.length = 0;
    this.lag.clear();
  }

  /** The fault that hits a request, counted as used. */
  take(subject: FaultSubject): FaultSpec | undefined {
    for (const armed of this.#armed) {
      if (armed.remaining <= 0 || !matches(armed.spec, subject)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.remaining -= 1;
      return armed.spec;
    }
    return undefined;
  }
}

function matches({ method, route }: FaultSpec, subject: FaultSubject): boolean {
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (route === undefined) return true;
  if (route instanceof RegExp) return new RegExp(route.source, route.flags.replace(/[gy]/g, "")).test(subject.path);
  return route === subject.route?.template || route === subject.route?.operationId;
}

/** What a fault answers in place of the real answer; undefined when it lets that one through. */
export function faultAnswer({ status, body, html, headers }: FaultSpec): HttpAnswer | undefined {
  if (html !== undefined) {
    return { status: status ?? 502, text: html, headers: { "content-type": "text/html; charset=utf-8", ...headers } };
  }
  if (status === undefined && body === undefined) return undefined;
  return { status: status ?? 500, headers: headers ?? {}, ...(body !== undefined && { body }) };
}
