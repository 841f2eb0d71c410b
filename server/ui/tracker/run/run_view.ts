import { modelFilesFolder } from "../../../../tracking/artifact_uri.ts";
import type { ChildRun } from "../../../../tracking/child_runs.ts";
import type { CurveSummary } from "../../../../tracking/curve_summary.ts";
import type { LoggedModel } from "../../../../tracking/logged_model_rows.ts";
import type { Artifact } from "../../../../tracking/artifacts.ts";
import type { FlowRun } from "../../../../tracking/flows/flow_run.ts";
import type { ModelVersion } from "../../../../tracking/model_rows.ts";
import type { Run } from "../../../../tracking/run.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { type CurvesView, readCurvesView } from "./curves_view.ts";
import { mainMetrics } from "./main_metrics.ts";

/** Everything that the page of a run shows. */
export interface RunView {
  /** The run with all that was logged to it. */
  readonly run: Run;
  /** Name of its experiment. */
  readonly experiment: string;
  /** The run that it is below. */
  readonly parent?: RunLink;
  /** Names of the metrics that answer how it went. */
  readonly main: readonly string[];
  /** Bounds and counts by metric: of all metrics, or of the drawn ones where all would take too long. */
  readonly summaries: ReadonlyMap<string, CurveSummary>;
  /** Curves of what was trained. */
  readonly curves: CurvesView;
  /** Curves of the machine. */
  readonly system: CurvesView;
  /** Runs below it. */
  readonly children: readonly ChildRun[];
  /** Logged models that it read or made; those that are gone by their id alone. */
  readonly models: readonly (Run["models"][number] & { readonly model?: LoggedModel })[];
  /** Registered versions that came from it. */
  readonly versions: readonly ModelVersion[];
  /** Runs of flows that made or used it, newest first. */
  readonly flows: readonly FlowRun[];
  /** Its files. */
  readonly artifacts: readonly Artifact[];
  /** Files of the logged models that it made, by path in the model; models without a file here are left out. */
  readonly modelFiles: readonly { readonly model: LoggedModel; readonly files: readonly Artifact[] }[];
}

/** A run that may not be there any more. */
export interface RunLink {
  /** 32 hex digits, or whatever a client says. */
  readonly runId: string;
  /** Undefined for an unknown run. */
  readonly name?: string;
}

/** So many children are listed. */
export const MOST_CHILDREN = 100;
const MOST_MODELS = 50;
/** Metrics whose points are counted for the table: more take longer than a page may. */
const MOST_COUNTED_POINTS = 300_000;
/** What MLflow's client logs of the machine. */
const SYSTEM = /^system\//;

/** Reads what the page of a run shows. @throws NotFoundError without such a run */
export async function readRunView(
  tracking: Tracking,
  runId: string,
  query: URLSearchParams,
): Promise<RunView> {
  const run = await tracking.runs.get(runId);
  const keys = Object.keys(run.metrics).sort();
  const main = mainMetrics(keys.filter((key) => !SYSTEM.test(key)));
  const [experiment, parent, counted, children, models, versions, artifacts, flows] = await Promise.all([
    tracking.experiments.get(run.experimentId),
    parentOf(tracking, run),
    tracking.curves.hasMorePoints(runId, MOST_COUNTED_POINTS)
      .then((more) => more ? [] : tracking.curves.summarize([runId])),
    childrenOf(tracking, runId, main),
    loggedModels(tracking, run),
    versionsOf(tracking, runId),
    tracking.artifacts.list(runId),
    tracking.flows.linkedFrom("run", runId),
  ]);
  const ask = { run, query, counted };
  const curves = await readCurvesView(tracking, { ...ask, keys: keys.filter((key) => !SYSTEM.test(key)) });
  const system = await readCurvesView(tracking, { ...ask, keys: keys.filter((key) => SYSTEM.test(key)) });
  const known = [...counted, ...curves.curves, ...system.curves];
  return {
    ...{
      run,
      experiment: experiment.name,
      main,
      curves,
      system,
      children,
      models,
      versions,
      artifacts,
      flows,
    },
    modelFiles: await filesOfModels(tracking, models),
    ...(parent ? { parent } : {}),
    summaries: new Map(known.map((summary) => [summary.key, summary])),
  };
}

async function parentOf({ runs }: Tracking, { tags }: Run): Promise<RunLink | undefined> {
  const runId = tags["mlflow.parentRunId"];
  if (!runId) return undefined;
  const [parent] = await runs.values([runId]);
  return parent ? { runId, name: parent.name } : { runId };
}

/** A run that only holds others together has no metrics; what they are compared by is then what the first of them has. */
async function childrenOf({ runs }: Tracking, runId: string, main: readonly string[]): Promise<ChildRun[]> {
  const limit = MOST_CHILDREN + 1;
  const children = await runs.children(runId, { metrics: main, limit });
  if (main.length > 0 || children.length === 0) return children;
  const [first] = await runs.values([children[0].runId]);
  return await runs.children(runId, { metrics: mainMetrics([...first?.metrics.keys() ?? []]), limit });
}

async function loggedModels({ loggedModels }: Tracking, { models }: Run): Promise<RunView["models"]> {
  return await Promise.all(
    models.slice(0, MOST_MODELS).map(async (used) => {
      const model = await loggedModels.get(used.modelId, { deleted: true }).catch(() => undefined);
      return model ? { ...used, model } : used;
    }),
  );
}

async function filesOfModels({ files }: Tracking, models: RunView["models"]): Promise<RunView["modelFiles"]> {
  const made = models.flatMap(({ direction, model }) => direction === "output" && model ? model : []);
  const found = await Promise.all(made.map(async (model) => {
    const folder = modelFilesFolder(model.artifactUri, model.experimentId, model.modelId);
    const below = await files.listBelow(folder);
    return { model, files: below.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })) };
  }));
  return found.filter(({ files }) => files.length > 0);
}

/** An id that came from elsewhere may be any text, which a filter cannot hold. */
async function versionsOf({ models }: Tracking, runId: string): Promise<ModelVersion[]> {
  if (!/^[\w-]+$/.test(runId)) return [];
  return await models.findVersions({ filter: `run_id = '${runId}'`, limit: MOST_MODELS });
}
