import { z } from "zod";
import { QUALITY_KINDS } from "./monitoring_result.ts";

const number = z.number().nullable().describe(
  "null stands for NaN or an infinity: the data did not allow a value",
);
const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

const WINDOW = z.strictObject({
  name: z.string().describe("as people call it"),
  rows: count.describe("all rows, missing values among them"),
  from: z.string().nullable().describe("ISO date-time of the first row, or null"),
  to: z.string().nullable().describe("ISO date-time of the last row, or null"),
  hash: z.string().nullable().describe("SHA-256 of the data, or null"),
});

const NAMED_COLUMN = {
  column: z.string(),
  type: z.enum(["numeric", "categorical", "text"]),
  role: z.enum(["feature", "target", "prediction"]),
  unit: z.string().describe("of numbers, empty where none is known"),
  n_reference: count.describe("rows with a value"),
  n_current: count.describe("rows with a value"),
  missing_reference: count.describe("rows without a value"),
  missing_current: count.describe("rows without a value"),
};

const SCORED_COLUMN = z.strictObject({
  ...NAMED_COLUMN,
  method: z.string().describe("short name of the drift method"),
  kind: z.enum(["distance", "test"]).describe("a distance grows with drift, the p-value of a test shrinks"),
  score: number.describe("the distance or the p-value; null stands for NaN or an infinity"),
  threshold: z.number(),
  severity: number.describe("on one scale for all methods: 0 no difference, 1 exactly on the threshold"),
  drifted: z.boolean(),
  within_chance: z.boolean().describe(
    "over the threshold, and yet no drift: windows this small differ so by chance",
  ),
});

const SKIPPED_COLUMN = z.strictObject({
  ...NAMED_COLUMN,
  method: z.string().optional().describe("of a text column, which Evidently would score by this method"),
  skipped: z.string().describe("why the column has no score"),
});

const INTERVAL = z.strictObject({ low: number, high: number });
const ERROR_GROUP = z.strictObject({ rows: count, me: number, std: number });
const SEGMENT = z.strictObject({ label: z.string(), rows: count, me: number, mae: number });

const METRICS = {
  rows: count.describe("rows with a target and a prediction"),
  me: number.describe("mean of prediction minus target"),
  mae: number.describe("mean absolute error"),
  mape: number.describe("mean absolute percentage error, percent"),
  mse: number.describe("mean squared error"),
  rmse: number.describe("its root"),
  r2: number.describe("share of the target's variance that is explained"),
  max_error: number.describe("greatest absolute error"),
};

const REGRESSION = z.strictObject({
  ...METRICS,
  unit: z.string().describe("of the target, empty where none is known"),
  spread: z.strictObject({ me: number, mae: number, mape: number }).optional()
    .describe("standard deviations of the error, of its absolute value, of the absolute percentage"),
  confidence: z.partialRecord(z.enum(Object.keys(METRICS) as [keyof typeof METRICS]), INTERVAL).optional()
    .describe("95 % confidence intervals by metric"),
  dummy: z.strictObject({ mae: number, mape: number, rmse: number, max_error: number }).optional()
    .describe("the errors of the best constants"),
  normality: z.strictObject({ slope: number, intercept: number, r: number }).optional()
    .describe("line of the errors on the quantiles of a normal distribution"),
  groups: z.strictObject({ underestimated: ERROR_GROUP, majority: ERROR_GROUP, overestimated: ERROR_GROUP })
    .optional().describe("lowest and highest twentieth of the errors, and those between"),
  over_time: z.array(z.strictObject({ from: z.string(), rows: count, me: number, mae: number, std: number }))
    .optional().describe("errors by span of time, ascending"),
  intervals: z.strictObject({ nominal: share, rows: count, covered: number, width: number }).optional()
    .describe("how often the truth lay inside the prediction interval"),
});

const TEST = z.strictObject({
  name: z.string(),
  subject: z.enum(["column", "dataset", "model"]).optional(),
  status: z.enum(["passed", "failed", "skipped", "SUCCESS", "FAIL"])
    .describe("SUCCESS and FAIL in parity with Evidently, the others else"),
  severity: z.enum(["warning", "alert"]).describe("what the verdict is at least when the test fails"),
  description: z.string().describe("one sentence with value and limit"),
});

const QUALITY = z.strictObject({
  kind: z.enum(QUALITY_KINDS),
  column: z.string().nullable().describe("null for what is about whole rows"),
  level: z.enum(["note", "warning", "alert"]),
  description: z.string(),
  rows: z.number().nullable().describe("rows of current concerned"),
  examples: z.array(z.string()),
});

const DOCUMENT = z.strictObject({
  verdict: z.enum(["ok", "warning", "alert"]),
  parity: z.enum(["evidently"]).nullable().describe("the tool whose numbers are reproduced, or null"),
  reference: WINDOW.describe("what was compared with"),
  current: WINDOW.describe("what was judged"),
  model: z.string().nullable().describe("the model that made the predictions, or null"),
  columns: z.array(z.union([SCORED_COLUMN, SKIPPED_COLUMN])).describe("every column of either window"),
  dataset: z.strictObject({ columns: count, drifted: count, share, drift: z.boolean() })
    .describe("how many of the scored columns drifted"),
  regression: z.strictObject({ reference: REGRESSION.nullable(), current: REGRESSION.nullable() })
    .describe("null for a window without target and prediction"),
  worst_segments: z.array(z.strictObject({
    ...SEGMENT.shape,
    cut: z.string().describe("what rows are cut by, such as pickup_hour"),
    ratio: number.describe("MAE over that of the window"),
    excess: number.describe("share of the window's error that would be saved were the segment average"),
    reference: SEGMENT.nullable(),
  })).describe("where the model is worst in current, the most costly first"),
  quality: z.array(QUALITY).describe("what is wrong with the data themselves, the worst first"),
  tests: z.array(TEST).describe("the conditions that were checked"),
  report: z.string().optional().describe("path of the page"),
  judgement: count.optional().describe("of taxi monitor: the number by which it is kept"),
  alert: z.strictObject({
    since: z.string().nullable().describe("end of the window that raised it, or null when none stands"),
    event: z.enum(["raised", "cleared"]).nullable().describe("what was told now"),
  }).optional().describe("of taxi monitor: after this judgement, by its rules"),
  windows: z.array(z.strictObject({
    judgement: count,
    name: z.string(),
    from: z.string().describe("of the predictions, UTC"),
    to: z.string(),
    rows: count,
    verdict: z.enum(["ok", "warning", "alert"]),
    drifted_share: share.nullable(),
    mae: number.describe("null without actual durations"),
  })).optional().describe("of taxi monitor: all that were judged, the newest last"),
  change_points: z.array(z.strictObject({
    name: z.string().describe("drifted_share, mae or a column"),
    at: z.string().describe("where the first window of the new level begins"),
    before: z.number(),
    after: z.number(),
  })).optional().describe("of taxi monitor: where a level changed over the kept windows"),
}).describe("What taxi report --json and taxi monitor --json tell of a comparison");

/** The public JSON of a comparison. */
export type MonitoringDocument = z.infer<typeof DOCUMENT>;

/** Its schema: what `taxi report --json` and `taxi monitor --json` print. */
export const MONITORING_DOCUMENT: z.ZodType<MonitoringDocument> = DOCUMENT;
