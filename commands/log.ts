import { createCommand } from "./command.ts";
import { exportCommand } from "./log_export.ts";
import { pruneCommand } from "./log_prune.ts";

/** `taxi log`. */
export function logCommand() {
  return createCommand("log", "Export and prune the log of served predictions.", {
    example: "taxi log export --output predictions.parquet",
  })
    .addCommand(exportCommand())
    .addCommand(pruneCommand());
}
