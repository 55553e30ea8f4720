/**
 * Does the work for each item, so many at a time. After a failure nothing more is begun: what is under way is finished, and then the first
 * failure is thrown.
 * @param mayBegin asked before each item; nothing more is begun once it is false.
 * @returns the results in the items' order; none for what was not begun.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  mayBegin: () => boolean = () => true,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    while (!failure && mayBegin()) {
      const next = queue.next();
      if (next.done) return;
      const [index, item] = next.value;
      try {
        results[index] = await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failure) throw (failure as { readonly error: unknown }).error;
  return results;
}
