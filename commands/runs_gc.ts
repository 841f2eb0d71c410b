import { UsageError } from "../lib/errors.ts";
import { formatBytes, formatCounted } from "../lib/format.ts";
import type { Output } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import type { Collected, GarbageAge } from "../tracking/garbage/garbage.ts";
import { ARTIFACTS_OPTION, type ArtifactsOptions } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { withMaintenance } from "./maintenance.ts";
import { parseSpan } from "./time_options.ts";
import { STORE_OPTION, type StoreOptions } from "./tracking_option.ts";
import { withStore } from "./with_tracking.ts";

/** An upload puts its bytes first and is listed last: nobody takes longer than this in between. */
const GRACE_MILLISECONDS = 3_600_000;

/** `taxi runs gc`. */
export function gcCommand() {
  return createCommand("gc", "Remove for good what was deleted long ago, and files that nothing needs.", {
    example: "taxi runs gc --older-than 90d --dry-run",
  })
    .option(
      "--older-than <time>",
      "deleted so long ago: minutes, hours, days or weeks; 0d for all (default: 30d)",
      parseAge,
    )
    .option("--experiment <name>", "only runs and models of this experiment, and itself")
    .option("--dry-run", "only tell what would be removed")
    .option(...STORE_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action((options) => withMaintenance(findHome(options.home).path, () => collectGarbage(options)));
}

interface GcOptions extends StoreOptions, ArtifactsOptions {
  readonly olderThan?: number;
  readonly experiment?: string;
  readonly dryRun?: true;
  readonly home?: string;
  readonly json?: true;
}

function collectGarbage(options: GcOptions): Promise<void> {
  const { experiment, olderThan = parseAge("30d"), dryRun = false } = options;
  return withStore(options, async (out, { experiments, garbage }) => {
    const now = Date.now();
    const age: GarbageAge = {
      deletedBy: now - olderThan,
      putBefore: now - GRACE_MILLISECONDS,
      ...(experiment === undefined
        ? {}
        : { experimentId: (await experiments.getByName(experiment)).experimentId }),
    };
    const progress = startProgress("remove what was deleted");
    const collecting = dryRun ? garbage.survey(age) : garbage.collect(age, progress.update);
    const collected = await collecting.finally(progress.stop);
    sayCollected(out, collected, dryRun);
    out.document(collectedDocument(collected, dryRun));
  });
}

/** Milliseconds; unlike other spans it may be none. @throws UsageError */
function parseAge(text: string): number {
  if (/^0+ ?[mhdw]?$/i.test(text)) return 0;
  try {
    return parseSpan(text);
  } catch {
    throw new UsageError(`Cannot read "${text}": expected a time such as 12h, 30d or 2w, or 0d`);
  }
}

function sayCollected(out: Output, collected: Collected, dryRun: boolean): void {
  const { runs, loggedModels, experiments, blobs, bytes, youngBlobs, keptBlobs } = collected;
  const counts = [
    formatCounted(runs, "run"),
    formatCounted(loggedModels, "logged model"),
    formatCounted(experiments, "experiment"),
  ];
  out.say(
    `${dryRun ? "Would remove" : "Removed"} ${counts.join(", ")} and ${
      formatCounted(blobs, "content")
    } of files, ${formatBytes(bytes)}`,
  );
  if (youngBlobs > 0) {
    out.say(
      `${
        formatCounted(youngBlobs, "content")
      } of the last hour stay until the next time: an upload may be about to list them`,
    );
  }
  if (keptBlobs !== null) out.say(`Every content of a file stays: ${keptBlobs}`);
}

function collectedDocument(collected: Collected, dryRun: boolean): Record<string, unknown> {
  return {
    dry_run: dryRun,
    runs: collected.runs,
    logged_models: collected.loggedModels,
    experiments: collected.experiments,
    contents: collected.blobs,
    bytes: collected.bytes,
    young_contents: collected.youngBlobs,
    contents_kept_because: collected.keptBlobs,
  };
}
