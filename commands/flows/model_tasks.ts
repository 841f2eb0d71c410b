import { join } from "node:path";
import { task } from "../../pipeline/flows/task.ts";
import type { ModelKindName } from "../../pipeline/models/model.ts";
import { createPredictor } from "../../pipeline/models/predictor.ts";
import { monitor } from "../../pipeline/monitoring/monitor.ts";
import { decodeProfile } from "../../pipeline/monitoring/reference_profile.ts";
import { compareModels, isBetter } from "../../pipeline/training/compare_models.ts";
import type { Month } from "../../pipeline/trips/month.ts";
import { readTrips } from "../../pipeline/trips/read_trips.ts";
import { parseTaxiKind } from "../../pipeline/trips/taxi_kind.ts";
import { TripStore } from "../../pipeline/trips/trip_store.ts";
import { verdictSentence } from "../../reports/findings.ts";
import type { ModelVersion } from "../../tracking/model_rows.ts";
import type { Tracker } from "../../tracking/tracker.ts";
import { readWindows } from "../read_windows.ts";
import { writeReport } from "../report.ts";
import { modelTitle, resolveModel } from "../resolve_model.ts";
import { trainTracked } from "../train.ts";
import type { FlowHome } from "./flow_home.ts";

/** Tag of a run: the hash of what a task was asked to do, by which the task knows its run again. */
const INPUT_TAG = "taxi.flow.input";

/** What a task trains. */
export type Training = {
  readonly taxi: string;
  readonly kind: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Hash of each of these months: the same training of other data is another one. */
  readonly data: readonly string[];
  /** Registered name. */
  readonly model: string;
  /** Milliseconds since 1970-01-01 UTC, written into the model file. */
  readonly at: number;
};

/** A registered version, as tasks tell each other of it. */
export type TrainedVersion = {
  readonly name: string;
  readonly version: number;
  readonly runId: string;
  /** Of the model file. */
  readonly sha256: string;
};

/** What the champion made of a month. Errors are minutes. */
export type MonitoredMonth = {
  readonly version: number;
  readonly verdict: string;
  readonly sentence: string;
  readonly mae: number | null;
  readonly driftedShare: number | null;
  readonly report: string;
};

/** What came of a comparison. Errors are minutes. */
export type Comparison = {
  readonly champion: number;
  readonly challenger: number;
  readonly championMae: number;
  readonly challengerMae: number;
  /** The challenger's mean absolute error less the champion's, and its interval of 95 %. */
  readonly difference: number;
  readonly interval: readonly [lower: number, upper: number];
  readonly better: boolean;
};

/** The version that the alias `champion` points to; null without one. */
export function findChampion({ tracker }: FlowHome) {
  return task<{ readonly model: string; readonly flowRun: string }, number | null>(
    "find_champion",
    async ({ model }) => {
      const found = (await tracker.models.list()).find(({ name }) => name === model);
      return found?.aliases.champion ?? null;
    },
  );
}

/** Trains, tracks and registers a model; one that an earlier try has registered is taken as it is. */
export function trainChallenger({ home, tracker, place }: FlowHome) {
  return task<Training, TrainedVersion>("train", async (input, { inputHash, link, log, signal }) => {
    const version = await registeredBefore(tracker, input.model, inputHash) ?? await train();
    const { name, runId, sha256: hash } = version;
    link("run", runId!);
    link("model_version", `${name}/${version.version}`);
    return { name, version: version.version, runId: runId!, sha256: hash! };

    async function train(): Promise<ModelVersion> {
      const { taxi, kind, train, test, model } = input;
      const trained = await trainTracked(home, {
        taxi: parseTaxiKind(taxi),
        kind: kind as ModelKindName,
        referenceBaseline: false,
        train: train as Month[],
        test: test as Month[],
      }, {
        experiment: model,
        register: model,
        tags: { [INPUT_TAG]: inputHash },
        at: new Date(input.at),
        tracking: place,
        signal,
      });
      log(`Run ${trained.runId}: MAE ${trained.trained.reference.regression.metrics.mae.toFixed(3)} min`);
      return trained.registered!;
    }
  }, { timeout: 4 * 3_600_000, concurrency: { key: "train", limit: 1 } });
}

/** The version whose run has the tag; its run may have died before it could say that it was done. */
async function registeredBefore(
  tracker: Tracker,
  model: string,
  inputHash: string,
): Promise<ModelVersion | undefined> {
  const known = await tracker.models.list();
  if (!known.some(({ name }) => name === model)) return undefined;
  const { experimentId } = await tracker.experiments.getByName(model);
  const newest = await tracker.runs.search({ experimentId, limit: 1000 });
  const runs = newest.filter(({ tags }) => tags[INPUT_TAG] === inputHash);
  const versions = runs.length === 0 ? [] : await tracker.models.listVersions(model);
  for (const run of runs) {
    const version = versions.find(({ runId }) => runId === run.runId);
    if (version === undefined) continue;
    if (run.status !== "finished") await tracker.runs.end(run.runId, { status: "finished" });
    return version;
  }
  return undefined;
}

/** Compares a month with what a version was tested on, and writes the report. */
export function monitorMonth({ home, place }: FlowHome) {
  type Input = {
    readonly model: string;
    readonly version: number;
    readonly taxi: string;
    readonly month: string;
    readonly data: string;
  };
  return task<Input, MonitoredMonth>(
    "monitor_champion",
    async ({ model, version, taxi, month }, { link, log }) => {
      const resolved = await resolveModel(home, `${model}/${version}`, place);
      const predictor = createPredictor(resolved.loaded, resolved.name, resolved.version);
      const [, current] = await readWindows(month, month, { home, taxi: parseTaxiKind(taxi), predictor });
      const result = monitor(decodeProfile(resolved.loaded.bundle.profile), current, {
        model: modelTitle(resolved),
      });
      const report = join(
        home.reports,
        `${model}-${version}-${taxi}-${month}.html`.replaceAll(/[^\w.-]+/g, "-"),
      );
      await writeReport(report, result, home);
      link("report", report);
      link("model_version", `${model}/${version}`);
      const sentence = verdictSentence(result), { share } = result.dataset;
      log(sentence);
      return {
        ...{ version, verdict: result.verdict, sentence, report },
        mae: result.current.regression?.metrics.mae ?? null,
        driftedShare: Number.isFinite(share) ? share : null,
      };
    },
    { timeout: 3_600_000 },
  );
}

/** Predicts a month that neither has learnt from with both versions. */
export function compareVersions({ home, place }: FlowHome) {
  type Input = {
    readonly model: string;
    readonly champion: number;
    readonly challenger: number;
    readonly taxi: string;
    readonly month: string;
    readonly data: string;
  };
  return task<Input, Comparison>("compare", async ({ model, champion, challenger, taxi, month }, { log }) => {
    const open = async (version: number) => {
      const { loaded } = await resolveModel(home, `${model}/${version}`, place);
      return createPredictor(loaded, model, version);
    };
    const store = new TripStore(home.trips), months = [month as Month];
    const trips = readTrips(store, await store.findAll(parseTaxiKind(taxi), months), months);
    const found = await compareModels(await open(champion), await open(challenger), trips);
    const { mae, lower, upper } = found.difference, minutes = (value: number) => value.toFixed(3);
    log(
      `Version ${challenger} has MAE ${minutes(found.challenger.mae)} min, version ${champion} ${
        minutes(found.champion.mae)
      } min: ${minutes(mae)} (${minutes(lower)} to ${minutes(upper)})`,
    );
    return {
      ...{ champion, challenger, championMae: found.champion.mae, challengerMae: found.challenger.mae },
      ...{ difference: mae, interval: [lower, upper] as const, better: isBetter(found) },
    };
  }, { timeout: 3_600_000 });
}

/** Points the alias `champion` to a version; done twice it is as done once. */
export function promote({ tracker }: FlowHome) {
  return task<{ readonly model: string; readonly version: number }, null>(
    "promote",
    async ({ model, version }, { link, log }) => {
      await tracker.models.setAlias(model, "champion", version);
      link("model_version", `${model}/${version}`);
      log(`${model}@champion is version ${version} now`);
      return null;
    },
  );
}
