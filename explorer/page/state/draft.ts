import type { RawPolicy } from "../../worker/protocol";

/** A policy while somebody writes it: its rules have an order and may be without a name. */
export interface Draft {
  /** All inputs but the rules, as people write them. */
  readonly inputs: RawPolicy;
  readonly rules: readonly DraftRule[];
}

export interface DraftRule {
  /** Of this page alone: names change while they are typed. */
  readonly id: number;
  readonly name: string;
  /** What a pasted policy has in its place need not be a rule. */
  readonly value: unknown;
}

let lastId = 0;

export function draftOf({ rules, ...inputs }: RawPolicy): Draft {
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__"))),
    rules: Object.entries(asObject(rules)).map(([name, value]) => newRule(name, value)),
  };
}

export function policyOf({ inputs, rules }: Draft): RawPolicy {
  return { ...inputs, rules: Object.fromEntries(rules.map(({ name, value }) => [name, value])) };
}

export function newRule(name: string, value: unknown): DraftRule {
  lastId += 1;
  return { id: lastId, name, value };
}

/** Names that more than one rule has: a policy can only have one of them. */
export function repeatedNames({ rules }: Draft): ReadonlySet<string> {
  const once = new Set<string>();
  return new Set(rules.map(({ name }) => name).filter((name) => once.has(name) || !once.add(name)));
}

/** The same with one property set; `undefined` takes it out. */
export function withProperty(object: unknown, name: string, value: unknown): Record<string, unknown> {
  const others = Object.entries(asObject(object));
  if (value === undefined) return Object.fromEntries(others.filter(([key]) => key !== name));
  if (others.some(([key]) => key === name)) {
    return Object.fromEntries(others.map(([key, before]) => [key, key === name ? value : before]));
  }
  return Object.fromEntries([...others, [name, value]]);
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function property(object: unknown, name: string): unknown {
  const own = asObject(object);
  return Object.hasOwn(own, name) ? own[name] : undefined;
}
