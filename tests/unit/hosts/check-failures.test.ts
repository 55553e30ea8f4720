import { presentableFailure } from "../../../provider/hosts/check-failures";

describe("a failed check", () => {
  it.each([
    ["of a text, number or switch that was given leaves name and value to the engine", { count: 5 }, "count", "count"],
    ["of an input that was not given has no property", {}, "count", ""],
    ["of null has no property", { count: null }, "count", ""],
    ["of a list has no property", { count: [1] }, "count", ""],
    ["of an object has no property", { count: {} }, "count", ""],
    ["of a path has no property", { rules: { a: "b" } }, 'rules["a"]', ""],
  ])("%s", (_, given, property, shown) => {
    expect(presentableFailure({ property, reason: "must be less" }, given).property).toBe(shown);
  });

  it.each([
    ["owner", "nothing says whose it is", "owner: nothing says whose it is"],
    ["owner", "owner must be given", "owner must be given"],
    ["", "these are no inputs", "these are no inputs"],
  ])("without a property of its own names %j once", (property, reason, shown) => {
    expect(presentableFailure({ property, reason }, {})).toEqual({ property: "", reason: shown });
  });
});
