import { UsageError } from "../lib/errors.ts";
import { createOutput } from "../lib/output.ts";
import { type ModelBundle, readBundle } from "../pipeline/models/model_bundle.ts";
import { span } from "../pipeline/trips/month.ts";
import { assertModelName } from "../tracking/key_rules.ts";
import { ARTIFACTS_OPTION, artifactsWords, homeOf } from "./artifacts_option.ts";
import type { Run } from "../tracking/run.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, shellWord } from "./command.ts";
import { findRun } from "./find_run.ts";
import { logTrained } from "./log_trained.ts";
import { TRACKING_OPTION, trackingPlace, trackingWords } from "./tracking_option.ts";
import { openTracker } from "./with_tracking.ts";

/** `taxi runs resume`. */
export function resumeCommand() {
  return createCommand("resume", "Log the model file that a run made and could not log, and end the run.", {
    example: "taxi runs resume 3f2a --file model.taxi --register taxi-duration",
  })
    .argument("<run>", "the run's id, or the start of one")
    .requiredOption("--file <file>", "the model file that the training left here")
    .option("--register <name>", "register the model as the next version of this name")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (id, { file, register, ...options }) => {
      const out = createOutput(options.json === true);
      if (register !== undefined) assertModelName(register);
      const { bundle, bytes } = await readModelBytes(file);
      const place = trackingPlace(options.tracking);
      await using tracking = await openTracker(homeOf(options, place), place);
      const run = await findRun(tracking, id);
      assertUnfinished(run);
      assertMadeBy(run, bundle, file);
      const made = { bundle, bytes, params: run.params, metrics: metrics(bundle) };
      const registered = await logTrained(tracking, run, made, register);
      await tracking.runs.end(run.runId, { status: "finished" });
      out.say(`Logged ${file} to run ${run.runId}`);
      if (registered) {
        out.say(
          `Registered ${registered.name} version ${registered.version} (${registered.aliases.join(", ")})`,
        );
        const model = shellWord(`${registered.name}@${registered.aliases[0]}`);
        const where = trackingWords(options.tracking) + artifactsWords(options.artifacts);
        out.next(`taxi serve --model ${model}${where}${homeWords(options.home)}`);
      }
      const version = registered &&
        { name: registered.name, version: registered.version, aliases: registered.aliases };
      out.document({ run_id: run.runId, file, registered: version ?? null });
    });
}

async function readModelBytes(file: string): Promise<{ bundle: ModelBundle; bytes: Uint8Array }> {
  const { bundle } = await readBundle(file);
  return { bundle, bytes: await Deno.readFile(file) };
}

/** A run that has its model would have a second one. */
function assertUnfinished({ runId, status }: Run): void {
  if (status !== "finished") return;
  throw new UsageError(
    `Cannot resume run "${runId}": it is finished, expected one that could not log its model`,
  );
}

/** A model under the params of another training would be a lie for as long as the run is kept. */
function assertMadeBy(
  { runId, params }: Run,
  { model, dataset }: ModelBundle,
  file: string,
): void {
  const made = `${model.kind} of ${dataset.train.taxi} ${span(dataset.train.months)}`;
  const asked = `${params.model} of ${params.taxi} ${params.train}`;
  if (made === asked) return;
  throw new UsageError(
    `Cannot log "${file}" to run "${runId}": it holds a model ${made}, expected ${asked}`,
    "taxi runs list",
  );
}

/** What the model file tells; how long the training took, it does not. */
function metrics({ metrics, interval }: ModelBundle) {
  const named = {
    ...metrics,
    ...(typeof interval?.coverage === "number" && { interval_coverage: interval.coverage }),
  };
  return Object.entries(named).map(([key, value]) => ({ key, value }));
}
