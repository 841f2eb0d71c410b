import { join } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { formatBytes, formatCounted } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { openPredictionLog } from "../tracking/prediction_log.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { type LogLimitOptions, logLimits, parseLogMaxSize } from "./log_options.ts";
import { parseSpan } from "./time_options.ts";

/** `taxi log prune`. */
export function pruneCommand() {
  return createCommand("prune", "Remove old predictions and give their room back to the disk.", {
    example: "taxi log prune --keep 90d --max-size 2GB",
  })
    .option("--keep <time>", "remove what is older: minutes, hours, days or weeks, such as 90d", parseSpan)
    .option("--max-size <size>", "remove the oldest while the log is larger, such as 2GB", parseLogMaxSize)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(({ keep: logKeep, maxSize: logMaxSize, ...options }) => {
      const out = createOutput(options.json === true);
      if (logKeep === undefined && logMaxSize === undefined) {
        throw new UsageError(
          "Cannot prune the log: expected --keep or --max-size, or both",
          "taxi log prune --keep 90d",
        );
      }
      const pruned = pruneLog(findHome(options.home).path, { logKeep, logMaxSize });
      out.say(
        `Removed ${formatCounted(pruned.removed, "prediction")}; ` +
          `${formatCounted(pruned.kept, "prediction")} in ${formatBytes(pruned.bytes)} are kept`,
      );
      out.document(pruned);
    });
}

function pruneLog(home: string, limits: LogLimitOptions): { removed: number; kept: number; bytes: number } {
  const log = openPredictionLog(home);
  try {
    const removed = log.prune(logLimits(limits), Date.now());
    const kept = log.count();
    log.close(); // the last to let go of a database writes all of it into its file
    return { removed, kept, bytes: Deno.statSync(join(home, "predictions.db")).size };
  } finally {
    log.close();
  }
}
