import { z } from "zod";
import { TaxiError } from "../../lib/errors.ts";
import type { RegressionMetrics } from "../models/regression_metrics.ts";
import type {
  ColumnRole,
  ConfidenceInterval,
  DummyMetrics,
  ErrorGroup,
  ErrorNormality,
  IntervalCalibration,
  RegressionPerformance,
  Segment,
} from "./monitoring_result.ts";

/** Numbers by name; null is NaN, which JSON cannot say. */
export type Nullable<Numbers> = Readonly<Record<keyof Numbers, number | null>>;

/** Numbers in a {@linkcode ReferenceProfile}. */
export interface NumericProfile {
  /** Tells the type of the column. */
  readonly kind: "numeric";
  /** Ascending and distinct. */
  readonly values: readonly number[];
  /** Positive row counts, as long as `values`. */
  readonly counts: readonly number[];
  /** Rows without a value. */
  readonly missing: number;
}

/** Levels in a {@linkcode ReferenceProfile}. */
export interface CategoricalProfile {
  /** Tells the type of the column. */
  readonly kind: "categorical";
  /** Label and positive row count. */
  readonly levels: readonly (readonly [string, number])[];
  /** Rows without a label. */
  readonly missing: number;
}

/** Regression performance in a {@linkcode ReferenceProfile}; fields that may be absent are not in older files. */
export interface RegressionProfile {
  /** Over all rows. */
  readonly metrics: Nullable<RegressionMetrics>;
  /** Prediction minus target, minutes. */
  readonly errors: NumericProfile;
  /** By named cut. */
  readonly segments: Readonly<Record<string, readonly Segment[]>>;
  /** Rows by predicted and actual minutes, as in `RegressionPerformance`. */
  readonly predictedAgainstActual: {
    readonly origin?: number;
    readonly cellMinutes: number;
    readonly side: number;
    readonly counts: readonly number[];
  };
  /** Standard deviations of the error, its size and its percentage. */
  readonly spread?: Nullable<NonNullable<RegressionPerformance["spread"]>>;
  /** 95 % confidence intervals of the metrics. */
  readonly confidence?: Readonly<Partial<Record<keyof RegressionMetrics, ConfidenceInterval>>>;
  /** What constant predictions come to. */
  readonly dummy?: Nullable<DummyMetrics>;
  /** How well errors follow a normal distribution. */
  readonly normality?: ErrorNormality;
  /** Where the model is too low and too high. */
  readonly groups?: Readonly<
    Record<keyof NonNullable<RegressionPerformance["groups"]>, Nullable<ErrorGroup>>
  >;
  /** How often durations lay inside prediction intervals. */
  readonly intervals?: IntervalCalibration;
}

/** What a model file carries of the window that the model is compared with later: plain JSON. */
export interface ReferenceProfile {
  /** Version of this layout. */
  readonly format: 1;
  /** As people call the window. */
  readonly name: string;
  /** Rows of the window. */
  readonly rows: number;
  /** ISO date-time of the first pickup. */
  readonly from?: string;
  /** ISO date-time of the last pickup. */
  readonly to?: string;
  /** sha256 of the data. */
  readonly hash?: string;
  /** In the order of the window. */
  readonly columns: readonly {
    readonly name: string;
    readonly role: ColumnRole;
    readonly unit: string;
    readonly distribution: NumericProfile | CategoricalProfile;
  }[];
  /** How well the window was predicted, where it was. */
  readonly regression?: RegressionProfile;
}

const count = z.number().int().nonnegative();
const positive = z.number().int().positive();
const metric = z.number().nullable();

const numericProfile = z.strictObject({
  kind: z.literal("numeric"),
  values: z.array(z.number()).refine(isAscending, "Invalid input: expected ascending values"),
  counts: z.array(positive),
  missing: count,
}).refine(sameLength, { path: ["counts"], error: "Invalid input: expected as many counts as values" });

const categoricalProfile = z.strictObject({
  kind: z.literal("categorical"),
  levels: z.array(z.tuple([z.string(), positive])),
  missing: count,
});

const ends = z.strictObject({ low: z.number(), high: z.number() }).optional();
const group = z.strictObject({ rows: count, me: metric, std: metric });
const share = z.number().min(0).max(1);
const coverage = { rows: count, covered: share, width: z.number() };

const regressionProfile = z.strictObject({
  metrics: z.strictObject({
    rows: count,
    me: metric,
    mae: metric,
    mape: metric,
    mse: metric,
    rmse: metric,
    r2: metric,
    max_error: metric,
  }),
  spread: z.strictObject({ me: metric, mae: metric, mape: metric }).optional(),
  confidence: z.strictObject({ me: ends, mae: ends, mape: ends, mse: ends, rmse: ends, r2: ends }).optional(),
  dummy: z.strictObject({ mae: metric, mape: metric, rmse: metric, max_error: metric }).optional(),
  normality: z.strictObject({
    slope: z.number(),
    intercept: z.number(),
    r: z.number(),
    points: z.array(z.tuple([z.number(), z.number()])),
  }).optional(),
  groups: z.strictObject({ underestimated: group, majority: group, overestimated: group }).optional(),
  intervals: z.strictObject({
    nominal: share,
    ...coverage,
    bands: z.array(z.strictObject({ label: z.string(), ...coverage })),
  }).optional(),
  errors: numericProfile,
  segments: z.record(
    z.string(),
    z.array(z.strictObject({ label: z.string(), rows: count, me: z.number(), mae: z.number() })),
  ),
  predictedAgainstActual: z.strictObject({
    origin: z.number().optional(),
    cellMinutes: z.number().positive(),
    side: count,
    counts: z.array(count),
  }).refine(isSquare, { path: ["counts"], error: "Invalid input: expected side times side counts" }),
});

const referenceProfile: z.ZodType<ReferenceProfile> = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  rows: count,
  from: z.string().optional(),
  to: z.string().optional(),
  hash: z.string().optional(),
  columns: z.array(z.strictObject({
    name: z.string(),
    role: z.enum(["feature", "target", "prediction"]),
    unit: z.string(),
    distribution: z.discriminatedUnion("kind", [numericProfile, categoricalProfile]),
  })),
  regression: regressionProfile.optional(),
});

/**
 * Checks a profile that was read from a file.
 *
 * @throws TaxiError naming the first field that is not as expected
 */
export function parseProfile(json: unknown): ReferenceProfile {
  const parsed = referenceProfile.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const field = path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").slice(1);
  throw new TaxiError(`Cannot read the reference profile${field === "" ? "" : ` at ${field}`}: ${message}`, {
    code: "reference_profile",
    cause: parsed.error,
  });
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || values[i - 1] < value);
}

function sameLength({ values, counts }: { values: readonly number[]; counts: readonly number[] }): boolean {
  return values.length === counts.length;
}

function isSquare({ side, counts }: { side: number; counts: readonly number[] }): boolean {
  return counts.length === side * side;
}
