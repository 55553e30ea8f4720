import type { PolicyInputs } from "../../provider/retention";
import { decodeSnapshot } from "../snapshot";
import { FORECAST_DAYS, type Judged, Planner } from "./planner";
import type { Answer, ForecastDay, PlanAnswer, Question } from "./protocol";
import { readPolicy } from "./read-policy";
import { whyOf } from "./why";

/** After a plan nobody has changed for so long, the coming days are looked at. Milliseconds. */
const QUIET = 400;

/** Every month first, then every week, then every day: the picture is there at once and becomes finer. */
const ORDER = [30, 7, 1].flatMap((step, round, steps) => {
  const days = Array.from({ length: Math.floor(FORECAST_DAYS / step) + 1 }, (_, index) => index * step);
  return days.filter((day) => !steps.slice(0, round).some((before) => day % before === 0));
});

/** Runs what it is given later, when nothing else is to be done; the result takes that back. */
export type Later = (work: () => void, milliseconds: number) => () => void;

/** Answers the questions of one page. Of plans only the last that was asked for counts. */
export function serve(answer: (answer: Answer) => void, later: Later): (question: Question) => void {
  let planner: Planner | undefined;
  let last: { readonly judged: Judged; readonly answer: PlanAnswer } | undefined;
  let waiting: (Question & { kind: "plan" }) | undefined;
  let forecast: { readonly of: string; readonly days: readonly ForecastDay[] } = { of: "", days: [] };
  let stop = () => {};

  const plan = () => {
    if (planner === undefined || waiting === undefined) return;
    const { seq, ...request } = waiting;
    waiting = undefined;
    const planned = planner.plan(request);
    if (planned.outcome === "mistaken") {
      answer({ kind: "mistakes", seq, mistakes: planned.mistakes });
      return;
    }
    last = planned;
    answer({ kind: "plan", seq, ...planned.answer });
    const of = JSON.stringify(request.policy);
    if (forecast.of !== of) forecast = { of, days: [] };
    stop = later(() => foresee(seq, planned.judged.policy), QUIET);
  };

  const foresee = (seq: number, policy: PolicyInputs) => {
    if (planner === undefined) return;
    if (!planner.countSome()) {
      stop = later(() => foresee(seq, policy), 0);
      return;
    }
    const day = ORDER[forecast.days.length];
    if (day !== undefined) {
      forecast = { of: forecast.of, days: [...forecast.days, planner.foresee(policy, day)] };
      stop = later(() => foresee(seq, policy), 0);
    }
    answer({ kind: "forecast", seq, days: forecast.days });
  };

  return (question) => {
    switch (question.kind) {
      case "load":
        planner = new Planner(decodeSnapshot(question.bytes));
        answer({ kind: "loaded" });
        break;
      case "plan":
        stop();
        waiting = question;
        stop = later(plan, 0);
        break;
      case "why":
        answer({
          kind: "why",
          ask: question.ask,
          why: planner && last && whyOf(planner, last.judged, last.answer, question.version),
        });
        break;
      case "read":
        answer({ kind: "read", ask: question.ask, found: readPolicy(question.text) });
        break;
    }
  };
}
