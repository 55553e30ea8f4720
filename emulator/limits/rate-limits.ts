import type { Caller } from "../rest/caller";
import type { HttpAnswer } from "../rest/http-answer";
import type { Clock } from "../world/clock";
import { PointWindow } from "./point-window";
import { primaryRefusal, secondaryRefusal } from "./rate-limit-answers";
import type { CoreLimit, RateLimitOptions } from "./rate-limit-options";

const hour = 3_600_000;
const minute = 60_000;

interface Account {
  hourStart: number;
  used: number;
  inFlight: number;
  readonly points: PointWindow;
  readonly creationsPerMinute: PointWindow;
  readonly creationsPerHour: PointWindow;
}

/** A request that was counted. Exactly one of its ends has to be told with `release`. */
export interface Admission {
  /** Set when the request goes beyond a limit. */
  readonly refusal: HttpAnswer | undefined;
  /** Takes the request back from the primary limit: 304 answers don't count. */
  uncount(): void;
  release(): void;
  /** The x-ratelimit headers. */
  headers(): Record<string, string>;
}

/** Counts requests by user (or by token, for tokens of no user) and refuses what is too much. */
export class RateLimits {
  readonly #accounts = new Map<string, Account>();

  /** `options` false: nothing is counted or refused, and the headers tell of an untouched quota. */
  constructor(
    private readonly options: RateLimitOptions | false,
    private readonly clock: Clock,
    /** A GHES without rate limits sends no such headers. */
    readonly hasHeaders: boolean,
  ) {}

  admit(caller: Caller | undefined, method: string, isExempt: boolean): Admission {
    const account = this.#account(caller);
    const refusal = isExempt ? undefined : this.#refusal(account, caller, method);
    const isCounted = !isExempt && !refusal && this.options !== false;
    if (isCounted) this.#count(account, method);
    account.inFlight += 1;
    return {
      refusal,
      uncount: () => {
        if (isCounted) account.used -= 1;
      },
      release: () => {
        account.inFlight -= 1;
      },
      headers: () => (this.hasHeaders ? formatHeaders(this.core(caller)) : {}),
    };
  }

  /** The primary limit as GET /rate_limit tells it. */
  core(caller: Caller | undefined): CoreLimit {
    const account = this.#account(caller);
    const limit = this.#primaryLimit(caller);
    return {
      limit,
      used: account.used,
      remaining: Math.max(0, limit - account.used),
      reset: Math.ceil((account.hourStart + hour) / 1000),
    };
  }

  #refusal(account: Account, caller: Caller | undefined, method: string): HttpAnswer | undefined {
    if (this.options === false) return undefined;
    const { primary = true, concurrent = 100, pointsPerMinute = 900, contentCreation = false } = this.options;
    if (primary !== false && account.used >= this.#primaryLimit(caller)) {
      return primaryRefusal(this.options, caller, this.core(caller));
    }
    if (concurrent !== false && account.inFlight >= concurrent) return secondaryRefusal(this.options, minute);
    const now = this.clock.now();
    const waits = [
      pointsPerMinute === false ? 0 : account.points.wait(now, points(method), pointsPerMinute),
      ...(contentCreation && method === "POST"
        ? [account.creationsPerMinute.wait(now, 1, 80), account.creationsPerHour.wait(now, 1, 500)]
        : []),
    ];
    const wait = Math.max(...waits);
    return wait > 0 ? secondaryRefusal(this.options, wait) : undefined;
  }

  #count(account: Account, method: string): void {
    const now = this.clock.now();
    account.used += 1;
    account.points.add(now, points(method));
    if (method !== "POST") return;
    account.creationsPerMinute.add(now, 1);
    account.creationsPerHour.add(now, 1);
  }

  #primaryLimit(caller: Caller | undefined): number {
    const primary = this.options === false ? true : (this.options.primary ?? true);
    if (typeof primary === "number") return primary;
    if (!caller) return 60;
    return caller.token.kind === "github-actions" ? 1000 : 5000;
  }

  #account(caller: Caller | undefined): Account {
    const key = accountKey(caller);
    const now = this.clock.now();
    let account = this.#accounts.get(key);
    if (!account) {
      const window = (this.options !== false && this.options.window) || "sliding";
      account = {
        hourStart: now,
        used: 0,
        inFlight: 0,
        points: new PointWindow(minute, window),
        creationsPerMinute: new PointWindow(minute, window),
        creationsPerHour: new PointWindow(hour, window),
      };
      this.#accounts.set(key, account);
    }
    if (now - account.hourStart >= hour) {
      account.hourStart = now;
      account.used = 0;
    }
    return account;
  }
}

function points(method: string): number {
  return method === "GET" || method === "HEAD" || method === "OPTIONS" ? 1 : 5;
}

/** A user's classic tokens share one quota; an installation's is its own. */
function accountKey(caller: Caller | undefined): string {
  if (!caller) return "anonymous";
  const isUsers = caller.token.kind === "classic" || caller.token.kind === "fine-grained";
  return isUsers ? `user ${caller.account.login}` : `token ${caller.token.token}`;
}

function formatHeaders({ limit, remaining, used, reset }: CoreLimit): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-used": String(used),
    "x-ratelimit-resource": "core",
  };
}
