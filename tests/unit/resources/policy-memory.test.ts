import fc from "fast-check";
import {
  decodeInputs,
  decodePolicyState,
  effectivePolicy,
  emptyOutcome,
  encodeInputs,
  encodePolicyState,
  type Outcome,
  type PolicyMemory,
  pendingPlan,
  remember,
  rememberedBy,
} from "../../../provider/resources/retention-policy/memory";

const policy = { owner: "acme", packageType: "npm", packages: ["lib"] };
const changed = { ...policy, packages: ["lib", "tool"] };
const plan = { delete: { lib: { "1": "version 1.0.0 (rule rest)" } } };
const otherPlan = { delete: { lib: { "2": "version 2.0.0 (rule rest)" } } };
const entries = { lib: { "7": "why" } };
const nothing = decodeInputs(undefined);

/** What an update with something to do is told, where a case says nothing else. */
const updated = (checked: PolicyMemory, outcome: Partial<Outcome> = {}) => ({
  checked,
  isSamePolicy: true,
  hadWork: true,
  outcome: { ...emptyOutcome(), ...outcome },
  isGone: () => false,
});
const check = (memory: PolicyMemory, given: Partial<Parameters<typeof remember>[1]> = {}) =>
  remember(memory, { kind: "checked", policy, plan, isChanged: false, isInEffect: true, ...given } as never);
/** As the engine hands it on: by way of inputs. */
const stored = (memory: PolicyMemory) => decodeInputs(encodeInputs(memory));
/** By way of the state. */
const inState = (memory: PolicyMemory) =>
  rememberedBy(decodePolicyState(encodePolicyState({ host: "github.com", ownerType: "organization" }, memory)));

describe("the memory of a policy", () => {
  it("is nothing where there is no policy yet, and is the same after it was stored", () => {
    expect(effectivePolicy(nothing)).toBeUndefined();
    const pending = check(nothing);
    expect(stored(pending)).toEqual(pending);
    const after = remember(nothing, {
      kind: "applied",
      ...updated(pending, { deleted: plan.delete, blocked: entries }),
    });
    expect(inState(after)).toEqual(after);
  });

  describe("checked", () => {
    it("makes what is to be done pending under the next number, and carries earlier plans along", () => {
      const first = check(nothing);
      expect(first).toMatchObject({ lastPlan: 1, isPending: true, plans: { 1: plan } });
      const second = check(stored(first), { plan: otherPlan });
      expect(second).toMatchObject({ lastPlan: 2, isPending: true, plans: { 1: plan, 2: otherPlan } });
    });

    it("lets a plan that is pending again as it was make room for its successor", () => {
      expect(check(stored(check(nothing))).plans).toEqual({ 2: plan });
    });

    it("clears the plans when there is nothing to do, and keeps them until the update stores a changed policy", () => {
      const pending = stored(check(nothing));
      expect(check(pending, { plan: {} })).toMatchObject({ plans: {}, lastPlan: 1, isPending: false });
      const isChanged = { plan: {}, policy: changed, isChanged: true };
      expect(check(pending, isChanged)).toMatchObject({ plans: { 1: plan }, lastPlan: 1, isPending: false });
    });

    it("remembers the effective policy while another is not in effect, and drops it afterwards", () => {
      const inEffect = stored(check(nothing, { plan: {} }));
      const previewed = stored(check(inEffect, { policy: changed, isChanged: true, isInEffect: false }));
      expect(effectivePolicy(previewed)).toEqual(policy);
      const changedAgain = check(previewed, {
        policy: { ...changed, minAge: "1d" },
        isChanged: true,
        isInEffect: false,
      });
      expect(effectivePolicy(changedAgain)).toEqual(policy);
      expect(check(previewed, { policy: changed }).formerPolicy).toBeUndefined();
    });

    it("knows that none was in effect where the first policy only previews", () => {
      expect(check(nothing, { isInEffect: false }).formerPolicy).toEqual({});
    });

    it("tries again what was refused when the policy changed, and not before", () => {
      const refused = { ...nothing, policy, refused: entries };
      expect(check(refused).refused).toEqual(entries);
      expect(check(refused, { policy: changed, isChanged: true }).refused).toEqual({});
    });

    it.each([
      ["nothing is to be done", { plan: {} }, entries],
      ["something is to be done", {}, {}],
      ["the policy changed", { plan: {}, isChanged: true }, {}],
    ])("with orphaned parts: when %s", (_, given, left) => {
      expect(check({ ...nothing, policy, orphanedParts: entries }, given).orphanedParts).toEqual(left);
    });

    it.each([
      ["in effect, something to do", {}, {}, entries],
      ["in effect, changed", { plan: {}, isChanged: true }, {}, entries],
      ["in effect, nothing to do", { plan: {} }, entries, {}],
      ["not in effect", { isInEffect: false }, entries, {}],
    ])("with what unapplied rules deleted: %s", (_, given, deletedByUnappliedRules, settling) => {
      const after = check({ ...nothing, policy, deletedByUnappliedRules: entries }, given);
      expect(after.deletedByUnappliedRules).toEqual(deletedByUnappliedRules);
      expect(after.settling).toEqual(settling);
      expect(stored(after)).toEqual(after);
    });
  });

  it("keeps the plans, with nothing pending, where nothing could be planned", () => {
    const pending = { ...check(nothing), refused: entries, settling: entries };
    const kept = remember(pending, { kind: "notPlanned", policy: changed });
    expect(kept).toEqual({ ...pending, policy: changed, isPending: false, settling: {} });
    expect(remember(pending, { kind: "notPlanned", policy, plans: { 5: plan } }).plans).toEqual({ 5: plan });
  });

  describe("applied", () => {
    it("has the number, the policy and the outcome of what was applied", () => {
      const after = remember(nothing, { kind: "applied", ...updated(check(nothing), { deleted: plan.delete }) });
      expect(after).toMatchObject({ policy, lastPlan: 1, isInterrupted: false, done: { deleted: plan.delete } });
      expect(pendingPlan(check(nothing), after.lastPlan)).toEqual({});
    });

    it("keeps what is stored when there was nothing to do, and clears the mark of an interruption", () => {
      const interrupted = {
        ...nothing,
        policy,
        lastPlan: 3,
        isInterrupted: true,
        done: { ...nothing.done, deleted: plan.delete },
      };
      const event = { ...updated(check(nothing, { plan: {} })), hadWork: false };
      const after = remember(interrupted, { kind: "applied", ...event });
      expect(after).toMatchObject({ lastPlan: 3, isInterrupted: false, done: { deleted: plan.delete } });
    });

    it("adds to what an interrupted update has done, and replaces what one that ended well has done", () => {
      const event = { kind: "applied", ...updated(check(nothing), { deleted: otherPlan.delete }) } as const;
      const before = { ...nothing, policy, done: { ...nothing.done, deleted: plan.delete } };
      expect(remember(before, event).done.deleted).toEqual(otherPlan.delete);
      const both = { lib: { ...plan.delete.lib, ...otherPlan.delete.lib } };
      expect(remember({ ...before, isInterrupted: true }, event).done.deleted).toEqual(both);
    });

    it("forgets of what unapplied rules deleted what the check has judged, and nothing else", () => {
      const before = { ...nothing, policy, deletedByUnappliedRules: { lib: { "7": "why", "8": "why" } } };
      const left = (settling: PolicyMemory["settling"]) =>
        remember(before, { kind: "applied", ...updated({ ...check(nothing), settling }) }).deletedByUnappliedRules;
      expect(left(entries)).toEqual({ lib: { "8": "why" } });
      expect(left({ ...entries, tool: { "8": "why" } })).toEqual({ lib: { "8": "why" } });
      expect(left(before.deletedByUnappliedRules)).toEqual({});
      expect(left({})).toEqual(before.deletedByUnappliedRules);
    });

    it("keeps orphaned parts that it did not look at, without those that are gone, and adds its own", () => {
      const before = { ...nothing, policy, orphanedParts: { lib: { "7": "rest", "8": "rest" } } };
      const event = {
        ...updated(check(nothing), { unfinished: { tool: { "9": "rest" } } }),
        isGone: (_: string, id: number) => id === 7,
      };
      const after = remember(before, { kind: "applied", ...event });
      expect(after.orphanedParts).toEqual({ lib: { "8": "rest" }, tool: { "9": "rest" } });
    });
  });

  describe("interrupted", () => {
    it("keeps the number and the policy before an update, and the rules of what a changed policy deleted", () => {
      const before = { ...nothing, policy, lastPlan: 4, refused: entries };
      const checked = check(before, { policy: changed, isChanged: true });
      const event = {
        ...updated(checked, { deleted: plan.delete, blocked: { lib: { "3": "no" } } }),
        isSamePolicy: false,
      };
      const after = remember(before, { kind: "interrupted", ...event });
      expect(after).toMatchObject({ policy, lastPlan: 4, isInterrupted: true, done: { deleted: plan.delete } });
      expect(after.deletedByUnappliedRules).toEqual({ lib: { "1": expect.any(String) } });
      expect(after.refused).toEqual({ lib: { "3": "no", "7": "why" } });
      expect(remember(before, { kind: "interrupted", ...event, isSamePolicy: true }).deletedByUnappliedRules).toEqual(
        {},
      );
    });

    it("has number 0 and the new policy of a create, so that all of it is planned again", () => {
      const checked = check(nothing, { isInEffect: false });
      const after = remember(nothing, {
        kind: "interrupted",
        ...updated(checked, { deleted: plan.delete }),
        isSamePolicy: false,
      });
      expect(after).toMatchObject({
        policy,
        formerPolicy: {},
        lastPlan: 0,
        isInterrupted: true,
        deletedByUnappliedRules: {},
      });
    });
  });

  it("over random commands, forgets what unapplied rules deleted by no update but one whose check knew of it", () => {
    const command = fc.record({
      refreshes: fc.boolean(),
      policy: fc.constantFrom(policy, changed),
      plan: fc.constantFrom({}, plan),
      kind: fc.constantFrom("applied" as const, "interrupted" as const),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state = remember(nothing, { kind: "applied", ...updated(check(nothing, { plan: {} })) });
        let inputs = stored(check(nothing, { plan: {} }));
        let expected = new Set<string>();
        for (const [index, given] of commands.entries()) {
          if (given.refreshes) inputs = stored(remember(inState(state), { kind: "refreshed" }));
          const known = new Set(Object.keys(inputs.deletedByUnappliedRules.lib ?? {}));
          const isChanged = inputs.policy?.packages !== given.policy.packages;
          const checked = stored(check(inputs, { policy: given.policy, plan: given.plan, isChanged }));
          const isSamePolicy = state.policy?.packages === given.policy.packages;
          const deleted = { lib: { [String(index)]: "version 1.0.0 (rule rest)" } };
          const event = { ...updated(checked, { deleted }), isSamePolicy };
          if (given.kind === "applied") {
            if (isChanged || given.plan === plan) expected = new Set([...expected].filter((id) => !known.has(id)));
            inputs = checked;
          } else if (!isSamePolicy) {
            expected.add(String(index));
          }
          state = inState(remember(state, { kind: given.kind, ...event }));
          expect(new Set(Object.keys(state.deletedByUnappliedRules.lib ?? {}))).toEqual(expected);
        }
      }),
    );
  });

  it("refreshed, has the plans cleared and all else of the state in the inputs", () => {
    const before = {
      ...nothing,
      policy,
      lastPlan: 2,
      formerPolicy: changed,
      refused: entries,
      orphanedParts: entries,
      deletedByUnappliedRules: entries,
    };
    const inputs = encodeInputs(remember(inState(before), { kind: "refreshed" }));
    expect(inputs).toEqual({
      ...policy,
      __run: 2,
      __before: changed,
      __blocked: entries,
      __unfinished: entries,
      __overruled: entries,
    });
  });

  it("plans nothing for an update that only previews, or whose plan is done", () => {
    const checked = stored(check(nothing));
    expect(pendingPlan(checked, 0)).toEqual(plan);
    expect(pendingPlan(checked, 1)).toEqual({});
    expect(pendingPlan({ ...checked, policy: { ...policy, previewOnly: true } }, 0)).toEqual({});
  });
});
