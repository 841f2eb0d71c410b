import { join } from "node:path";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { TaxiError, UsageError } from "../lib/errors.ts";
import { formatCount } from "../lib/format.ts";
import { createOutput, type Output } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import { MODEL_KINDS, type ModelKindName } from "../pipeline/models/model.ts";
import { encodeBundle, type ModelBundle } from "../pipeline/models/model_bundle.ts";
import { encodeProfile } from "../pipeline/monitoring/reference_profile.ts";
import { assertTrainable, type TrainedModel, trainModel } from "../pipeline/training/train_model.ts";
import { type Month, parseMonths, span } from "../pipeline/trips/month.ts";
import { parseTaxiKind, type TaxiKind } from "../pipeline/trips/taxi_kind.ts";
import { type DatasetRef, TripStore } from "../pipeline/trips/trip_store.ts";
import { assertModelName } from "../tracking/key_rules.ts";
import type { ModelVersion } from "../tracking/model_rows.ts";
import { ARTIFACTS_OPTION, artifactsWords, homeOf } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, shellWord, TAXI_OPTION } from "./command.ts";
import type { Home } from "./home.ts";
import { assertOutputFile } from "./output_file.ts";
import { logTrained } from "./log_trained.ts";
import { DEFAULT_MODEL } from "./resolve_model.ts";
import { trackRun } from "./tracked_run.ts";
import {
  isServer,
  TRACKING_OPTION,
  type TrackingOptions,
  trackingPlace,
  trackingWords,
} from "./tracking_option.ts";
import { TAXI_VERSION } from "./version.ts";
import { openTracker } from "./with_tracking.ts";

/** `taxi train`. */
export function trainCommand() {
  return createCommand("train", "Fit a model, evaluate it on later months, track and register it.", {
    example: "taxi train --taxi green --train 2023-01..2023-02 --test 2023-03 --register taxi-duration",
  })
    .requiredOption("--train <months>", "months to learn from", parseMonths)
    .requiredOption("--test <months>", "later months to evaluate on", parseMonths)
    .option(...TAXI_OPTION)
    .option("--model <kind>", MODEL_KINDS.join(" or "), parseKind, "linear" as const)
    .option(
      "--reference-baseline",
      "the field's classic one-hot baseline, exactly: nothing shrunk, nothing mended",
    )
    .option("--experiment <name>", `experiment that the run belongs to (default: ${DEFAULT_MODEL})`)
    .option("--register <name>", "register the model as the next version of this name")
    .option("--output <file>", "write the model file here too")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (options) => {
      const out = createOutput(options.json === true);
      const { train, test, model: kind, experiment, register, output, tracking } = options;
      const referenceBaseline = options.referenceBaseline === true;
      const place = trackingPlace(tracking), home = homeOf(options, place);
      const job = { taxi: parseTaxiKind(options.taxi), kind, referenceBaseline, train, test };
      const trained = await trainTracked(home, job, {
        ...{ experiment: experimentName(experiment), register, output },
        tracking: place,
      });
      const { registered } = trained;
      showTrained(out, trained);
      const model = registered ? `${registered.name}@${registered.aliases[0]}` : trained.file;
      const where = trackingWords(tracking) + artifactsWords(options.artifacts) + homeWords(options.home);
      out.next(`taxi serve --model ${shellWord(model)}${where}`);
      out.document(trainingDocument(trained));
    });
}

/** What to train, without where. */
export interface TrainRequest {
  readonly taxi: TaxiKind;
  readonly kind: ModelKindName;
  readonly referenceBaseline: boolean;
  readonly train: readonly Month[];
  readonly test: readonly Month[];
}

/** Where the results go. */
export interface TrainTargets extends TrackingOptions {
  readonly experiment: string;
  readonly register?: string;
  readonly output?: string;
  /** Tags of the run, beside those that every run has. */
  readonly tags?: Readonly<Record<string, string>>;
  /** When the model is made, as its file tells; now unless told. */
  readonly at?: Date;
  /** Aborted to stop it; the signals that interrupt the process do unless told. */
  readonly signal?: AbortSignal;
}

/** A training that is tracked, and registered if it was asked for. */
export interface TrackedTraining {
  readonly runId: string;
  readonly trained: TrainedModel;
  /** Path of the model file. */
  readonly file: string;
  readonly registered?: ModelVersion;
}

/** Trains as one tracked run: params and data first, then metrics and model file, then the registered version. */
export async function trainTracked(
  home: Home,
  job: TrainRequest,
  targets: TrainTargets,
): Promise<TrackedTraining> {
  const store = new TripStore(home.trips);
  const { taxi, train, test } = job;
  await assertPossible(job, targets);
  const dataset = { train: await store.datasetRef(taxi, train), test: await store.datasetRef(taxi, test) };
  await using tracking = await openTracker(home, targets.tracking);
  const { tags, at = new Date(), signal } = targets;
  const before = { params: params(job), tags, datasets: [dataset.train, dataset.test].map(datasetInput) };
  let kept: KeptModel | undefined;
  try {
    return await trackRun(tracking, targets.experiment, before, async (run) => {
      const { runId } = run;
      const progress = startProgress(`train ${job.kind} on ${taxi} ${span(train)}`);
      const trained = await trainModel({ ...job, store, onProgress: progress.update }).finally(progress.stop);
      signal?.throwIfAborted(); // nobody waits for it any more, and somebody else may be at it
      const bundle = bundleOf(trained, dataset, at), bytes = encodeBundle(bundle);
      const file = targets.output ?? join(home.models, `${runId}.taxi`);
      await writeFileAtomically(file, bytes); // before all that a server elsewhere might not take
      kept = { runId, file };
      const made = { bundle, bytes, params: before.params, metrics: metrics(trained) };
      const registered = await logTrained(tracking, run, made, targets.register);
      return { runId, trained, file, ...(registered ? { registered } : {}) };
    }, signal);
  } catch (error) {
    throw kept && isServer(targets.tracking) ? keptFault(error, kept, targets) : error;
  }
}

/** A model file that is there whatever becomes of its run. */
interface KeptModel {
  readonly runId: string;
  readonly file: string;
}

/** A training may take hours: the way on begins where the server was lost. */
function keptFault(error: unknown, { runId, file }: KeptModel, targets: TrainTargets): unknown {
  if (!(error instanceof TaxiError) || error.code !== "tracking_server") return error;
  const { register, tracking } = targets;
  const options = register === undefined ? "" : ` --register ${shellWord(register)}`;
  return new TaxiError(`${error.message}; the model is kept in "${file}"`, {
    code: error.code,
    cause: error,
    hint: `taxi runs resume ${runId} --file ${shellWord(file)}${options}${trackingWords(tracking)}`,
  });
}

function bundleOf(trained: TrainedModel, dataset: ModelBundle["dataset"], at: Date): ModelBundle {
  const { model, features, reference, interval, history, months } = trained;
  const { mae, mse, rmse, r2 } = reference.regression.metrics;
  return {
    model,
    features,
    profile: encodeProfile({ ...reference, hash: dataset.test.sha256 }),
    ...(interval && { interval }),
    history,
    dataset,
    metrics: { mae, mse, rmse, r2 },
    months,
    createdAt: at.toISOString(),
    taxiVersion: TAXI_VERSION,
  };
}

/** Of the option, else as MLflow's clients are told. */
function experimentName(option: string | undefined): string {
  return option ?? (Deno.env.get("MLFLOW_EXPERIMENT_NAME") || DEFAULT_MODEL);
}

/** What is wrong already needs no run that fails. */
async function assertPossible(job: TrainRequest, { register, output }: TrainTargets): Promise<void> {
  assertTrainable(job);
  if (register !== undefined) assertModelName(register);
  if (output !== undefined) await assertOutputFile(output);
}

function params({ taxi, kind, referenceBaseline, train, test }: TrainRequest): Record<string, string> {
  return {
    taxi,
    model: kind,
    reference_baseline: String(referenceBaseline),
    train: span(train),
    test: span(test),
  };
}

function datasetInput(dataset: DatasetRef, index: number) {
  return {
    name: `${dataset.taxi} ${span(dataset.months)}`,
    digest: dataset.sha256.slice(0, 36),
    context: index === 0 ? "training" : "test",
    sourceType: "local",
    source: dataset.sources.join(" "),
  };
}

function metrics({ reference, interval, rows, seconds }: TrainedModel) {
  const { rows: _, ...figures } = reference.regression.metrics;
  const named = {
    ...figures,
    ...(typeof interval?.coverage === "number" && { interval_coverage: interval.coverage }),
    rows_train: rows.train,
    rows_test: rows.test,
    seconds_features: seconds.features,
    seconds_fit: seconds.fit,
    seconds_evaluate: seconds.evaluate,
  };
  return Object.entries(named).map(([key, value]) => ({ key, value }));
}

/** What was made, for people. */
export function showTrained(out: Output, { runId, trained, file, registered }: TrackedTraining): void {
  const { mae, rmse, r2 } = trained.reference.regression.metrics;
  const { rows, reference } = trained;
  out.say(
    `Trained ${trained.model.kind} on ${formatCount(rows.train)} trips, tested on ${
      formatCount(rows.test)
    } ` +
      `of ${reference.name}`,
  );
  out.table([
    ["metric", "value", "unit"],
    ["MAE", mae.toFixed(3), "min"],
    ["RMSE", rmse.toFixed(3), "min"],
    ["R2", r2.toFixed(3), ""],
  ]);
  out.say(`Run ${runId}, model file ${file}`);
  if (registered) {
    out.say(`Registered ${registered.name} version ${registered.version} (${registered.aliases.join(", ")})`);
  }
}

function trainingDocument({ runId, trained, file, registered }: TrackedTraining): unknown {
  const { model, reference: { regression }, rows, seconds } = trained;
  const { rows: _, ...metrics } = regression.metrics;
  return {
    run_id: runId,
    model: model.kind,
    metrics,
    rows,
    seconds,
    file,
    registered: registered
      ? { name: registered.name, version: registered.version, aliases: registered.aliases }
      : null,
  };
}

function parseKind(text: string): ModelKindName {
  const kind = MODEL_KINDS.find((name) => name === text);
  if (kind === undefined) {
    throw new UsageError(`Unknown model kind "${text}": expected ${MODEL_KINDS.join(" or ")}`);
  }
  return kind;
}
