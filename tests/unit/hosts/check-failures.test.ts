import { presentableFailure } from "../../../provider/hosts/check-failures";

describe("a failed check", () => {
  it.each([
    ["owner", "nothing says whose it is", "owner: nothing says whose it is"],
    ["owner", "owner must be given", "owner must be given"],
    ['rules["a"]', "must be less", 'rules["a"]: must be less'],
    ["", "these are no inputs", "these are no inputs"],
  ])("of %j names it once, and leaves no value to the engine", (property, reason, shown) => {
    expect(presentableFailure({ property, reason })).toEqual({ property: "", reason: shown });
  });
});
