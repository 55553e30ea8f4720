import { fromEngine, toEngine } from "../../../provider/hosts/envelope";
import { UNKNOWN } from "../../../provider/resources/resource";

const unknownOnTheWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("the envelope", () => {
  it("turns the engine's unknown values into one symbol and back, at any depth", () => {
    const wire = { name: unknownOnTheWire, rules: { newest: { tags: ["a", unknownOnTheWire] } }, count: 3, none: null };
    const inside = { name: UNKNOWN, rules: { newest: { tags: ["a", UNKNOWN] } }, count: 3, none: null };
    expect(fromEngine(wire)).toEqual(inside);
    expect(toEngine(inside)).toEqual(wire);
  });

  it("keeps the provider's code away from the resources", () => {
    expect(fromEngine({ name: "api", __provider: "exports.handler=…" })).toEqual({ name: "api" });
  });
});
