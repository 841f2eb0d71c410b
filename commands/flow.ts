import { createCommand } from "./command.ts";
import { pauseCommand, unpauseCommand } from "./flow_pause.ts";
import { cancelCommand, resumeCommand, runCommand } from "./flow_run.ts";
import { listCommand, logsCommand, pruneCommand, showCommand } from "./flow_show.ts";
import { flowServeCommand } from "./flow_serve.ts";

/** `taxi flow`. */
export function flowCommand() {
  return createCommand("flow", "Run the pipeline as tasks that are retried, resumed and scheduled.", {
    example: "taxi flow list",
  })
    .addCommand(runCommand())
    .addCommand(flowServeCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(logsCommand())
    .addCommand(resumeCommand())
    .addCommand(cancelCommand())
    .addCommand(pauseCommand())
    .addCommand(unpauseCommand())
    .addCommand(pruneCommand());
}
