import fc from "fast-check";
import {
  type Command,
  type Deed,
  type Edit,
  type Event,
  type History,
  PALETTE,
  type Place,
  type Trouble,
  type What,
} from "./story";

const TAGS = ["v1", "v1.0.1", "v2", "latest", "pr-1", "pr-2", "pr-3", "main-a"];

const pick = fc.nat({ max: 9 });
const imagePlace = fc.constantFrom<Place>(0, 0, 0, 1);
const anyPlace = fc.constantFrom<Place>(0, 0, 0, 1, 2, 3);
const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 2 });

/** Halves, so that no age is exactly a rule's. */
const daysAgo = fc.nat({ max: 40 }).map((days) => days + 0.5);

const push: fc.Arbitrary<Deed> = fc.record({
  deed: fc.constant("push" as const),
  place: anyPlace,
  content: fc.nat({ max: 12 }),
  shape: fc.constantFrom(
    "image" as const,
    "index" as const,
    "index" as const,
    "indexOfOld" as const,
    "signature" as const,
    "referrer" as const,
  ),
  tags,
  daysAgo: fc.oneof(daysAgo, fc.constant(0)),
  pick,
});

const tag: fc.Arbitrary<Deed> = fc.record({
  deed: fc.constant("tag" as const),
  place: imagePlace,
  pick,
  tag: fc.constantFrom(...TAGS),
});

const ofVersion: fc.Arbitrary<Deed> = fc.record({
  deed: fc.constantFrom("delete version" as const, "delete version" as const, "restore version" as const),
  place: anyPlace,
  pick,
});

const ofPackage: fc.Arbitrary<Deed> = fc.record({
  deed: fc.constantFrom("delete package" as const, "restore package" as const, "republish package" as const),
  place: anyPlace,
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: push },
  { weight: 5, arbitrary: tag },
  { weight: 6, arbitrary: ofVersion },
  { weight: 3, arbitrary: ofPackage },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("make popular" as const), place: anyPlace, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ deed: fc.constant("wait" as const), days: fc.constantFrom(1, 5, 10, 20, 31) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ deed: fc.constant("rename owner" as const), programFollows: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant("migrate to container" as const) }) },
);

/** An edit of one of the few things that this history's program is about, by its number. */
type EditOf = (whats: readonly What[]) => Edit;

const declare: fc.Arbitrary<EditOf> = fc
  .record({
    what: fc.nat({ max: 11 }),
    name: fc.constantFrom("a" as const, "a" as const, "b" as const),
    provider: fc.constantFrom("" as const, "" as const, "" as const, "second" as const, "other host" as const),
    pick,
    rules: fc.nat({ max: 9 }),
    spelling: fc.constantFrom("acme" as const, "acme" as const, "ACME" as const),
  })
  .map(({ what, ...rest }) => (whats) => ({ edit: "declare", what: chosen(whats, what), ...rest }));

const remove: fc.Arbitrary<EditOf> = fc
  .nat({ max: 11 })
  .map((what) => (whats) => ({ edit: "remove", what: chosen(whats, what) }));

function chosen(whats: readonly What[], number: number): What {
  return whats[number % whats.length] as What;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  phase: fc.constantFrom("preview" as const, "update" as const, "update" as const),
  with: fc.constantFrom(
    "deletions" as const,
    "deletions" as const,
    "restorations" as const,
    "lists" as const,
    "reads" as const,
    "manifests" as const,
    "anything" as const,
  ),
  how: fc.constantFrom(
    "500" as const,
    "502 after it took effect" as const,
    "dropped" as const,
    "dropped after it took effect" as const,
    "403" as const,
    "404" as const,
    "secondary limit" as const,
    "html" as const,
    "truncated" as const,
    "foreign words" as const,
  ),
  skip: fc.nat({ max: 6 }),
  times: fc.constantFrom(1, 1, 2, 5, 1000),
});

const lag = fc.record(
  {
    staleLists: fc.integer({ min: 1, max: 3 }),
    delayedAbsence: fc.integer({ min: 1, max: 3 }),
    delayedPresence: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);

const seldom = <Value>(arbitrary: fc.Arbitrary<Value>, freq: number) => fc.option(arbitrary, { nil: undefined, freq });

const command: fc.Arbitrary<Command> = fc
  .record({
    command: fc.constantFrom(
      "preview" as const,
      "up" as const,
      "up" as const,
      "up" as const,
      "up" as const,
      "refresh" as const,
      "destroy" as const,
      "save plan" as const,
      "up --plan" as const,
    ),
    refreshes: fc.constantFrom(undefined, undefined, true),
    skipsPreview: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, true),
    isEager: fc.boolean(),
    troubles: seldom(fc.array(trouble, { minLength: 1, maxLength: 2 }), 4),
    lag: seldom(lag, 6),
    between: seldom(fc.array(deed, { minLength: 1, maxLength: 2 }), 3),
    during: seldom(
      fc.record({ request: fc.nat({ max: 30 }), deeds: fc.array(deed, { minLength: 1, maxLength: 2 }) }),
      5,
    ),
    killedAt: seldom(fc.nat({ max: 30 }), 8),
    clockAheadDays: seldom(fc.constantFrom(-20, -1, 1, 20, 365), 12),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never);

/** One event, or a few that belong together. */
type Events = (whats: readonly What[]) => readonly Event[];

const calmUp: Command = { command: "up" };

const events: fc.Arbitrary<Events> = fc.oneof(
  { weight: 6, arbitrary: deed.map((one) => (): Event[] => [one]) },
  {
    weight: 4,
    arbitrary: declare.map((one) => (whats: readonly What[]): Event[] => [one(whats)]),
  },
  {
    weight: 1,
    arbitrary: remove.map((one) => (whats: readonly What[]): Event[] => [one(whats)]),
  },
  { weight: 5, arbitrary: command.map((one) => (): Event[] => [one]) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.array(deed, { maxLength: 2 }), command).map(([deeds, last]) => (): Event[] => [
      { command: "save plan" },
      ...deeds,
      { ...last, command: "up --plan" },
    ]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(declare, command).map(([edit, last]) => (whats: readonly What[]) => [
      edit(whats),
      { ...last, command: "up" as const },
    ]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(ofVersion, command).map(([one, last]) => () => [
      calmUp,
      one,
      { ...last, command: "up" as const },
    ]),
  },
);

/** Enough that what is declared, renamed and moved meets itself again. */
const fewWhats = fc.uniqueArray(fc.constantFrom(...PALETTE), { minLength: 2, maxLength: 4 });

export const arbitraryHistory: fc.Arbitrary<History> = fc
  .record({
    limits: fc.constantFrom(false, false, false, true),
    lastTagged: fc.constantFrom("refuse" as const, "delete" as const),
    whats: fewWhats,
    program: fc.array(declare, { minLength: 1, maxLength: 4 }),
    rest: fc.array(events, { minLength: 2, maxLength: 8, size: "max" }),
    tellsPolicies: fc.constantFrom(true, true, false),
  })
  .map(({ whats, program, rest, ...history }) => ({
    ...history,
    events: [...program.map((edit) => edit(whats)), calmUp, ...rest.flatMap((some) => some(whats))],
  }));
