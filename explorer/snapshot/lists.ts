/** Consecutive parts of a list. */
export function slices<Item>(items: readonly Item[], lengths: readonly number[]): Item[][] {
  let start = 0;
  return lengths.map((length) => {
    start += length;
    return items.slice(start - length, start);
  });
}

/** A value that a column must have. */
export function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError("a value is missing");
  return value;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
