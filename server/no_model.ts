import { problem, ProblemError } from "./problem.ts";

const NO_MODEL = problem(
  503,
  "no_model",
  "The server has no model to predict with: register one as what --model names, or start it with another --model",
);

/** The error of a request that only a model could answer, on a server that has none yet. */
export function noModel(): ProblemError {
  return new ProblemError(NO_MODEL);
}
