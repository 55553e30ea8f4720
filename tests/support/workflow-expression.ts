/** What a workflow's expression can name: `github.ref_name`, `steps.plan.outputs.code`. Missing names are empty, as on GitHub. */
export type Contexts = Readonly<Record<string, unknown>>;

type Token = { readonly text: string; readonly kind: "name" | "string" | "operator" };

/**
 * Evaluates the part of GitHub's expressions that the examples use: names, texts, `==`, `!=`, `&&`, `||`, `!`, parentheses, and functions
 * without arguments. Anything else is an error, so that a test can't pass over it.
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(
  expression: string,
  contexts: Contexts,
  functions: Readonly<Record<string, () => boolean>> = {},
): unknown {
  const tokens = tokenize(expression);
  const parser = new Parser(tokens, contexts, functions);
  return parser.whole();
}

/** Replaces every `${{ … }}` of a text. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const value = evaluate(expression, contexts);
    return value === undefined || value === null ? "" : String(value);
  });
}

export function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "" && value !== 0;
}

function tokenize(expression: string): Token[] {
  const pattern = /\s*(?:(?<name>[A-Za-z_][\w.-]*)|'(?<string>(?:[^']|'')*)'|(?<operator>==|!=|&&|\|\||[!()]))/gy;
  const tokens: Token[] = [];
  let end = 0;
  for (const match of expression.matchAll(pattern)) {
    end = match.index + match[0].length;
    const { name, string, operator } = match.groups ?? {};
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (string !== undefined) tokens.push({ kind: "string", text: string.replaceAll("''", "'") });
    else tokens.push({ kind: "operator", text: operator ?? "" });
  }
  if (expression.slice(end).trim() !== "") throw new Error(`not understood: ${expression.slice(end)} in ${expression}`);
  return tokens;
}

class Parser {
  private position = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly contexts: Contexts,
    private readonly functions: Readonly<Record<string, () => boolean>>,
  ) {}

  whole(): unknown {
    const value = this.or();
    if (this.position < this.tokens.length) throw new Error(`not understood: ${this.tokens[this.position]?.text}`);
    return value;
  }

  private or(): unknown {
    let value = this.and();
    while (this.take("||")) {
      const other = this.and();
      value = isTruthy(value) ? value : other;
    }
    return value;
  }

  private and(): unknown {
    let value = this.equality();
    while (this.take("&&")) {
      const other = this.equality();
      value = isTruthy(value) ? other : value;
    }
    return value;
  }

  private equality(): unknown {
    const value = this.unary();
    if (this.take("==")) return asText(value) === asText(this.unary());
    if (this.take("!=")) return asText(value) !== asText(this.unary());
    return value;
  }

  private unary(): unknown {
    if (this.take("!")) return !isTruthy(this.unary());
    if (!this.take("(")) return this.primary();
    const value = this.or();
    if (!this.take(")")) throw new Error("a parenthesis is not closed");
    return value;
  }

  private primary(): unknown {
    const token = this.tokens[this.position++];
    if (token?.kind === "string") return token.text;
    if (token?.kind !== "name") throw new Error(`a name is missing at ${token?.text ?? "the end"}`);
    if (!this.take("(")) return lookUp(this.contexts, token.text);
    const call = this.functions[token.text];
    if (!call || !this.take(")")) throw new Error(`${token.text} is not a function without arguments`);
    return call();
  }

  private take(operator: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== "operator" || token.text !== operator) return false;
    this.position += 1;
    return true;
  }
}

function lookUp(contexts: Contexts, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Contexts | undefined)?.[key], contexts);
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
