import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { exportCommand } from "./experiments_export.ts";
import { importCommand } from "./experiments_import.ts";
import { STORE_OPTION } from "./tracking_option.ts";
import { withStore } from "./with_tracking.ts";

/** `taxi experiments`. */
export function experimentsCommand() {
  return createCommand("experiments", "List, export and import experiments; import them from MLflow.", {
    example: "taxi experiments list",
  })
    .addCommand(listCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand());
}

function listCommand() {
  return createCommand("list", "Experiments, newest first.", { example: "taxi experiments list" })
    .option("--deleted", "the deleted ones instead")
    .option(...STORE_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) =>
      withStore(options, async (out, tracking) => {
        const { deleted = false } = options;
        const experiments = await tracking.experiments.list({ deleted });
        const activity = await tracking.experiments.activity();
        const rows = experiments.map((experiment) => ({
          ...experiment,
          runs: activity.get(experiment.experimentId)?.runs ?? 0,
        }));
        if (rows.length === 0) out.say("No deleted experiments.");
        else {
          out.table([
            ["id", "experiment", "runs", "made"],
            ...rows.map(({ experimentId, name, runs, createdAt }) => [
              ...[String(experimentId), name, String(runs)],
              new Date(createdAt).toISOString().slice(0, 16).replace("T", " "),
            ]),
          ]);
        }
        out.document({
          experiments: rows.map(({ experimentId, name, runs, createdAt, tags }) => ({
            ...{ experiment_id: experimentId, name, runs, made: new Date(createdAt).toISOString(), tags },
          })),
        });
      })
    );
}
