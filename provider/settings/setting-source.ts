import { ProviderError } from "../errors";

/** A configured text and where it came from: `github-packages:baseUrl`, `GITHUB_BASE_URL`, `argument baseUrl`. */
export interface Found {
  readonly value: string;
  readonly source: string;
}

/** The places that settings come from. Empty strings count as absent everywhere: an unset CI secret arrives as one. */
export class SettingSource {
  constructor(
    private readonly args: Readonly<Record<string, string | undefined>>,
    private readonly config: (key: string) => string | undefined,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Arguments, then `github-packages:KEY`, then `github:KEY` (the sibling provider's configuration), then the environment. */
  find(key: string, ...variables: readonly string[]): Found | undefined {
    return this.argument(key) ?? this.configured(key) ?? this.variable(...variables);
  }

  argument(key: string): Found | undefined {
    return found(this.args[key], `argument ${key}`);
  }

  configured(key: string): Found | undefined {
    return (
      found(this.config(`github-packages:${key}`), `github-packages:${key}`) ??
      found(this.config(`github:${key}`), `github:${key}`)
    );
  }

  variable(...names: readonly string[]): Found | undefined {
    for (const name of names) {
      const value = found(this.env[name], name);
      if (value) return value;
    }
    return undefined;
  }
}

function found(value: string | undefined, source: string): Found | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === "" ? undefined : { value: trimmed, source };
}

/** `read setting writeDelayMs from github-packages:writeDelayMs: it is not a whole number. Write 0 or more milliseconds.` */
export function invalidSetting(key: string, source: string, reason: string, nextStep: string): ProviderError {
  return new ProviderError(`read setting ${key} from ${source}: it ${reason}. ${nextStep}`, { code: "invalid" });
}

export interface NumberRange {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
}

export function readNumber(key: string, given: Found | undefined, range: NumberRange): number {
  if (!given) return range.fallback;
  const value = /^\d+$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  const bounds = `Write a whole number from ${range.least} to ${range.most}.`;
  throw invalidSetting(
    key,
    given.source,
    `is ${JSON.stringify(given.value)}, not a whole number within bounds`,
    bounds,
  );
}

export function readBoolean(key: string, given: Found | undefined, fallback: boolean): boolean {
  if (!given) return fallback;
  if (given.value === "true") return true;
  if (given.value === "false") return false;
  throw invalidSetting(
    key,
    given.source,
    `is ${JSON.stringify(given.value)}, neither true nor false`,
    "Write true or false.",
  );
}
