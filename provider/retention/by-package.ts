/**
 * Package name → what is known of it. A package can have any name, also that of a property that every object inherits (`constructor`). So names are
 * looked up by these functions.
 */
export type ByPackage<Value> = Readonly<Record<string, Value>>;

export function ofPackage<Value>(entries: ByPackage<Value> | undefined, name: string): Value | undefined {
  return entries !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined;
}

export function setOfPackage<Value>(entries: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(entries, name, { value, configurable: true, enumerable: true, writable: true });
}
