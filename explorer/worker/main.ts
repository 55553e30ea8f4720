import "./jitless";
import type { Answer, Question } from "./protocol";
import { serve } from "./serve";

const answerQuestion = serve(
  (answer: Answer) => self.postMessage(answer),
  (work, milliseconds) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
);

self.addEventListener("message", ({ data }: MessageEvent<Question>) => answerQuestion(data));
