import { ProviderError } from "../../../provider/errors";
import { BatchedLookup } from "../../../provider/lookup/batched-lookup";

const clock = { now: () => 0, sleep: async () => {} };

/** A list of so many values, a hundred to a request, whose first part can be enough. */
function source(values: Map<number, string>, listed = values) {
  const asked: string[] = [];
  return {
    asked,
    one: async (key: number) => {
      asked.push(`one ${key}`);
      return values.get(key);
    },
    all: async (suffices: (part: ReadonlyMap<number, string>, requests: number) => boolean) => {
      const requests = Math.ceil(listed.size / 100);
      const part = new Map([...listed].slice(0, 100));
      if (requests > 1 && suffices(part, requests)) {
        asked.push("first part");
        return { values: part, isComplete: false };
      }
      asked.push("all");
      return { values: listed, isComplete: true };
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

  it("changes to a short listing at the third question, when they come one after another", async () => {
    const from = source(new Map([...thousand].slice(0, 300)));
    const lookup = new BatchedLookup(from, clock);
    for (const key of [201, 202, 203, 204, 5]) await lookup.get(key);
    expect(from.asked).toEqual(["one 201", "one 202", "all"]);
  });

  it("reads twice as much of a listing that doesn't tell its length, each time that it wasn't enough", async () => {
    const rows = new Map(Array.from({ length: 9000 }, (_, key) => [key, `value ${key}`]));
    const pagesRead: number[] = [];
    let singles = 0;
    const lookup = new BatchedLookup<number, string>(
      {
        one: async (key) => {
          singles += 1;
          return rows.get(key);
        },
        all: async (suffices) => {
          for (let pages = 1; pages < 90; pages++) {
            const part = new Map([...rows].slice(0, 100 * pages));
            if (!suffices(part, pages + 1)) continue;
            pagesRead.push(pages);
            return { values: part, isComplete: false };
          }
          pagesRead.push(90);
          return { values: rows, isComplete: true };
        },
      },
      clock,
    );
    for (let key = 8999; key >= 8000; key--) await expect(lookup.get(key)).resolves.toBe(`value ${key}`);
    expect(pagesRead).toEqual([3, 8, 18, 38, 78, 90]);
    expect(singles).toBeLessThan(90);
  });

  it("takes the first part of a listing that costs more than the questions, and the whole once they are as many", async () => {
    const from = source(thousand);
    const lookup = new BatchedLookup(from, clock);
    for (const key of [901, 902, 903, 5, 6, 904, 905, 906, 907, 908, 909, 910, 911]) await lookup.get(key);
    const singles = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => `one ${first + index}`);
    expect(from.asked).toEqual(["one 901", "one 902", "first part", ...singles(903, 909), "all"]);
  });

  it("expects more questions where many come at once, and asks each by itself where the listing is longer than that", async () => {
    const eight = [991, 992, 993, 994, 995, 996, 997, 998];
    const short = source(thousand);
    const lookup = new BatchedLookup(short, clock);
    await Promise.all(eight.map((key) => lookup.get(key)));
    expect(short.asked).toEqual(["all"]);
    const four = source(new Map([...thousand].slice(0, 800)));
    const fewer = new BatchedLookup(four, clock);
    await Promise.all([1, 2, 3, 4].map((key) => fewer.get(key)));
    expect(four.asked).toEqual(["all"]);
    const long = source(new Map(Array.from({ length: 100_000 }, (_, key) => [key, `value ${key}`])));
    const other = new BatchedLookup(long, clock);
    await expect(Promise.all(eight.map((key) => other.get(key)))).resolves.toEqual(eight.map((key) => `value ${key}`));
    expect(long.asked).toEqual(["first part", ...eight.map((key) => `one ${key}`)]);
  });

  it("does not ask for what another listing says is gone", async () => {
    const from = source(new Map([[1, "value 1"]]));
    const lookup = new BatchedLookup({ ...from, isGone: async (key: number) => key < 4 }, clock);
    const answers = await Promise.all([1, 2, 3, 4].map((key) => lookup.get(key)));
    expect(answers).toEqual(["value 1", undefined, undefined, undefined]);
    expect(from.asked).toEqual(["all", "one 4"]);
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

  it("waits for company once, whoever comes meanwhile", async () => {
    let waits = 0;
    const patient = {
      ...clock,
      sleep: async () => {
        waits += 1;
      },
    };
    const lookup = new BatchedLookup(source(thousand), patient);
    await Promise.all([1, 2].map((key) => lookup.get(key)));
    expect(waits).toBe(1);
  });

  it.each(["access_denied", "invalid", "not_found"] as const)(
    "asks one by one where a list is refused: %s",
    async (code) => {
      const refused = { ...source(thousand), all: () => Promise.reject(new ProviderError("list", { code })) };
      const lookup = new BatchedLookup(refused, clock);
      await expect(Promise.all([1, 2, 3].map((key) => lookup.get(key)))).resolves.toEqual([
        "value 1",
        "value 2",
        "value 3",
      ]);
    },
  );

  it("fails where the listing fails", async () => {
    const broken = {
      ...source(thousand),
      all: () => Promise.reject(new ProviderError("list", { code: "unavailable" })),
    };
    const failing = new BatchedLookup(broken, clock);
    await expect(Promise.all([1, 2, 3].map((key) => failing.get(key)))).rejects.toMatchObject({ code: "unavailable" });
  });
});
