import { z } from "zod";
import type { StoredFile } from "../files.ts";
import { stepOf } from "../metric_step.ts";
import type { LoggedPoint } from "../run.ts";
import type { ExperimentRecord, LoggedModelRecord, RunRecord } from "./transfer_source.ts";

/** What the first file of an archive says of its form. */
export const FORMAT = "taxi-experiment";
/** The form that this program writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;

/** The first file of an archive. */
export const HEAD = "experiment.json";
/** The last file of an archive. */
export const MANIFEST = "manifest.json";

const text = z.string();
const whole = z.int();
/** Checked and left as it is: a key may be called like what every object has. */
const texts = z.custom<Record<string, string>>((found) =>
  typeof found === "object" && found !== null && !Array.isArray(found) &&
  Object.values(found).every((value) => typeof value === "string")
);
const time = whole.nullable();

/** A file as the archive tells of it before its bytes. */
export type ArchivedFile = Pick<StoredFile, "path" | "size" | "sha256" | "updatedAt">;

const file = z.strictObject({
  path: text,
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  updatedAt: whole,
}) satisfies z.ZodType<ArchivedFile>;

const experiment = z.strictObject({
  id: text,
  name: text,
  createdAt: time,
  updatedAt: whole,
  deletedAt: time,
  location: text.nullable(),
  elsewhere: z.boolean(),
  tags: texts,
}) satisfies z.ZodType<ExperimentRecord>;

const loggedModel = z.strictObject({
  modelId: text,
  experiment: text,
  name: text,
  status: z.enum(["pending", "ready", "failed"]),
  modelType: text,
  sourceRunId: text,
  createdAt: whole,
  updatedAt: whole,
  deletedAt: time,
  params: texts,
  tags: texts,
}) satisfies z.ZodType<LoggedModelRecord>;

const dataset = z.strictObject({
  name: text,
  digest: text,
  context: text,
  sourceType: text,
  source: text,
  schema: text.optional(),
  profile: text.optional(),
  tags: texts.optional(),
});

const run = z.strictObject({
  runId: text,
  experiment: text,
  name: text,
  user: text,
  status: z.enum(["running", "scheduled", "finished", "failed", "killed"]),
  startTime: whole,
  endTime: time,
  error: text.nullable(),
  deletedAt: time,
  params: texts,
  tags: texts,
  datasets: z.array(dataset),
  models: z.array(z.strictObject({ modelId: text, direction: z.enum(["input", "output"]), step: whole })),
}) satisfies z.ZodType<RunRecord>;

/** `experiment.json`. */
export interface ArchiveHead {
  /** {@linkcode FORMAT}. */
  readonly format: string;
  /** At most {@linkcode FORMAT_VERSION}. */
  readonly version: number;
  /** How many runs follow. */
  readonly runs: number;
  /** Without its runs. */
  readonly experiment: ExperimentRecord;
}

/** How `experiment.json` must be. */
export const headSchema: z.ZodType<ArchiveHead> = z.strictObject({
  format: z.literal(FORMAT),
  version: z.int().positive(),
  runs: z.int().nonnegative(),
  experiment,
});

/** How `models/ID/model.json` must be. */
export const modelSchema: z.ZodType<{ model: LoggedModelRecord; files: ArchivedFile[] }> = z.strictObject({
  model: loggedModel,
  files: z.array(file),
});

/** How `runs/ID/run.json` must be. */
export const runSchema: z.ZodType<{ run: RunRecord; files: ArchivedFile[] }> = z.strictObject({
  run,
  files: z.array(file),
});

/** How `manifest.json` must be: how many files are before it, and the hash of what they are. */
export const manifestSchema: z.ZodType<{ files: number; sha256: string }> = z.strictObject({
  files: z.int(),
  sha256: text,
});

const point = z.tuple([
  text,
  z.union([z.number(), text]),
  z.union([whole, z.string().regex(/^-?\d{1,19}$/)]),
  whole,
])
  .rest(text);

/** A point as a line of an archive has it: key, value, step, time, and of a model its id and the data. */
export function pointLine(found: LoggedPoint): string {
  const { key, value, step, exactStep, timestamp, modelId, datasetName, datasetDigest } = found;
  const others = [modelId, datasetName, datasetDigest].map((other) => other ?? "");
  while (others.at(-1) === "") others.pop();
  const isPlain = Number.isFinite(value) && !Object.is(value, -0); // JSON has no other number
  const told = isPlain ? value : Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify([
    key,
    told,
    exactStep === undefined ? step : String(exactStep),
    timestamp,
    ...others,
  ]);
}

/** The point of a {@linkcode pointLine}. @throws ZodError, SyntaxError */
export function readPointLine(line: string): LoggedPoint {
  const [key, value, step, timestamp, modelId = "", datasetName = "", datasetDigest = ""] = point.parse(
    JSON.parse(line),
  );
  return {
    ...{ key, value: Number(value), timestamp },
    ...stepOf(typeof step === "string" ? BigInt(step) : step),
    ...(modelId === "" ? {} : { modelId }),
    ...(datasetName === "" ? {} : { datasetName }),
    ...(datasetDigest === "" ? {} : { datasetDigest }),
  };
}
