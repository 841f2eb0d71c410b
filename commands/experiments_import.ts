import { TaxiError } from "../lib/errors.ts";
import { formatCounted } from "../lib/format.ts";
import type { Output } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import type { ImportSummary } from "../tracking/transfer/import_source.ts";
import { ARTIFACTS_OPTION, artifactsWords } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION, shellWord } from "./command.ts";
import { STORE_OPTION, trackingWords } from "./tracking_option.ts";
import { withStore } from "./with_tracking.ts";

/** `taxi experiments import`. */
export function importCommand() {
  return createCommand(
    "import",
    "Add the experiments of an archive, or of MLflow with its registered models.",
    {
      example: "taxi experiments import mlruns",
    },
  )
    .argument(
      "<source>",
      "an archive of taxi experiments export, MLflow's SQLite database or its folder mlruns",
    )
    .option("--experiment <name>", "only this one of MLflow's, without registered models")
    .option("--as <name>", "another name for the only experiment")
    .option(
      "--source-artifacts <folder>",
      "where MLflow keeps the artifacts, such as mlartifacts of its server",
    )
    .option(
      "--replace",
      "take the runs of the source in place of those here of the same ids, with all that was added to them",
    )
    .option(...STORE_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((path, options) =>
      withStore(options, async (out, tracking) => {
        const { experiment, as, sourceArtifacts: artifacts, replace = false } = options;
        const { openSource } = await import("../tracking/transfer/open_source.ts");
        await using source = await openSource(path, { artifacts, experiment });
        const progress = startProgress(`import ${source.name}`);
        const summary = await tracking.transfer.import(source, { as, replace, progress: progress.update })
          .finally(progress.stop);
        tell(out, source.name, summary);
        if (summary.leftOut.length > 0) throw incomplete(summary, path, replace);
        const [first] = summary.experiments;
        const place = trackingWords(options.tracking) + artifactsWords(options.artifacts) +
          homeWords(options.home);
        out.next(`taxi runs list --experiment ${shellWord(first.name)}${place}`);
      })
    );
}

function tell(out: Output, name: string, summary: ImportSummary): void {
  const { experiments, runs, loggedModels, modelVersions, notes, leftOut } = summary;
  const counted = [
    formatCounted(experiments.length, "experiment"),
    formatCounted(runs.added, "run"),
    ...runs.replaced > 0 ? [`${formatCounted(runs.replaced, "run")} replaced`] : [],
    formatCounted(loggedModels, "logged model"),
    ...modelVersions > 0 ? [formatCounted(modelVersions, "model version")] : [],
  ];
  out.say(`Imported ${name}: ${counted.join(", ")}`);
  if (runs.here > 0) out.say(`${formatCounted(runs.here, "run")} were here already.`);
  notes.forEach((note) => out.say(`${note}.`));
  leftOut.slice(0, MOST_TOLD).forEach(({ what, why }) => out.say(`Left out ${what}: ${why}.`));
  if (leftOut.length > MOST_TOLD) out.say(`... and ${leftOut.length - MOST_TOLD} more, see --json.`);
  out.document({
    experiments: experiments.map(({ experimentId, name }) => ({ experiment_id: experimentId, name })),
    ...{ runs, logged_models: loggedModels, model_versions: modelVersions, notes, left_out: leftOut },
  });
}

/** A terminal is not for more. */
const MOST_TOLD = 10;

function incomplete({ leftOut }: ImportSummary, path: string, replace: boolean): TaxiError {
  const runs = leftOut.filter(({ what }) => what.startsWith("run "));
  return new TaxiError(
    `Imported all but ${
      formatCounted(leftOut.length, "thing")
    } of "${path}": what was here before stays as it is`,
    {
      code: "conflict",
      ...(runs.length > 0 && !replace
        ? { hint: `taxi experiments import ${shellWord(path)} --replace` }
        : {}),
    },
  );
}
