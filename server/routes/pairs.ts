import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { PairHistory } from "../../pipeline/models/pair_history.ts";
import { noModel } from "../no_model.ts";
import { problem, ProblemError } from "../problem.ts";
import { readQuery } from "../query.ts";
import type { AppEnv } from "../request_context.ts";
import type { ServedModels } from "../served_models.ts";
import { TRIP_EXAMPLE } from "../trip_body.ts";
import { expects } from "../validation.ts";
import { problemAnswers } from "./problem_answers.ts";

const QUANTILE = z.number().openapi({ description: "Minutes" });

const PAIR_SCHEMA: z.ZodType<PairHistory> = z.object({
  from: z.int(),
  to: z.int(),
  trips: z.int().openapi({ description: "How many the training months have" }),
  minutes: z.object({ p10: QUANTILE, p25: QUANTILE, p50: QUANTILE, p75: QUANTILE, p90: QUANTILE }).nullable()
    .openapi({ description: "Quantiles of their durations; null for too few trips" }),
  miles: z.object({ p50: z.number() }).nullable().openapi({ description: "Their middle distance" }),
}).openapi("PairHistory", {
  example: {
    from: TRIP_EXAMPLE.PULocationID,
    to: TRIP_EXAMPLE.DOLocationID,
    trips: 842,
    minutes: { p10: 6.1, p25: 8.2, p50: 10.9, p75: 14.3, p90: 18.4 },
    miles: { p50: 1.6 },
  },
});

const ZONE = "a TLC zone number from 1 to 265";

const PAIR_QUERY = z.object({
  from: zone("TLC zone where the trips begin", TRIP_EXAMPLE.PULocationID),
  to: zone("TLC zone where the trips end", TRIP_EXAMPLE.DOLocationID),
});

const PAIRS = createRoute({
  method: "get",
  path: "/pairs",
  operationId: "pairs",
  tags: ["City"],
  summary: "The trips between two zones that the model learnt from",
  request: { query: PAIR_QUERY },
  responses: {
    200: {
      description: "Their number, durations and distance",
      content: { "application/json": { schema: PAIR_SCHEMA } },
    },
    ...problemAnswers({
      503: "The server has no model yet",
      404: "The model file keeps no history of pairs",
      422: "The query names no two zones",
    }),
  },
});

/** `GET /pairs`: what the champion remembers of a pair of zones. */
export function bindPairs(app: OpenAPIHono<AppEnv>, models: Pick<ServedModels, "list">): void {
  app.openAPIRegistry.registerPath(PAIRS);
  app.get(PAIRS.path, (c) => {
    const { from, to } = readQuery(c.req.url, PAIR_QUERY);
    const [champion] = models.list();
    if (champion === undefined) throw noModel();
    const { predictor } = champion;
    const history = predictor.pair(from, to);
    if (history === null) {
      const detail = `Model "${predictor.name}" keeps no history of pairs: train it again to have one`;
      throw new ProblemError(problem(404, "no_history", detail));
    }
    return c.json(history, 200);
  });
}

function zone(description: string, example: number) {
  return z.string({ error: expects(ZONE) }).regex(/^[1-9]\d{0,2}$/, { error: expects(ZONE) }).transform(
    Number,
  )
    .pipe(z.int().max(265, { error: ({ input }) => expects(ZONE)({ input: String(input) }) }))
    .openapi({ type: "integer", minimum: 1, maximum: 265, description, example });
}
