import { ProviderError } from "../../../provider/errors";
import { BatchedLookup } from "../../../provider/lookup/batched-lookup";

const clock = { now: () => 0, sleep: async () => {} };

function source(values: Map<number, string>, listed = values) {
  const asked: string[] = [];
  return {
    asked,
    one: async (key: number) => {
      asked.push(`one ${key}`);
      return values.get(key);
    },
    all: async () => {
      asked.push("all");
      return listed;
    },
  };
}

const thousand = new Map(Array.from({ length: 1000 }, (_, key) => [key, `value ${key}`]));

describe("a batched lookup", () => {
  it("answers one question with one request", async () => {
    const from = source(thousand);
    await expect(new BatchedLookup(from, clock).get(7)).resolves.toBe("value 7");
    expect(from.asked).toEqual(["one 7"]);
  });

  it("answers a thousand questions at once from one listing", async () => {
    const from = source(thousand);
    const lookup = new BatchedLookup(from, clock);
    const answers = await Promise.all([...thousand.keys()].map((key) => lookup.get(key)));
    expect(answers).toEqual([...thousand.values()]);
    expect(from.asked).toEqual(["all"]);
  });

  it("changes to the listing at the third question, when they come one after another", async () => {
    const from = source(thousand);
    const lookup = new BatchedLookup(from, clock);
    for (const key of [1, 2, 3, 4, 5]) await lookup.get(key);
    expect(from.asked).toEqual(["one 1", "one 2", "all"]);
  });

  it("asks for what the listing lacks, because listings can be stale", async () => {
    const from = source(thousand, new Map([[1, "value 1"]]));
    const lookup = new BatchedLookup(from, clock);
    await expect(Promise.all([lookup.get(1), lookup.get(2), lookup.get(5000)])).resolves.toEqual([
      "value 1",
      "value 2",
      undefined,
    ]);
    expect(from.asked).toEqual(["all", "one 2", "one 5000"]);
  });

  it("asks one by one where the token may not list, and fails where the listing fails", async () => {
    const refused = {
      ...source(thousand),
      all: () => Promise.reject(new ProviderError("list", { code: "access_denied" })),
    };
    const lookup = new BatchedLookup(refused, clock);
    await expect(Promise.all([1, 2, 3].map((key) => lookup.get(key)))).resolves.toEqual([
      "value 1",
      "value 2",
      "value 3",
    ]);
    const broken = {
      ...source(thousand),
      all: () => Promise.reject(new ProviderError("list", { code: "unavailable" })),
    };
    const failing = new BatchedLookup(broken, clock);
    await expect(Promise.all([1, 2, 3].map((key) => failing.get(key)))).rejects.toMatchObject({ code: "unavailable" });
  });
});
