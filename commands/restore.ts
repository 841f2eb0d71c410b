import { resolve } from "node:path";
import { formatCounted, formatDateTime } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import { restoreBackup } from "../tracking/backup/restore_backup.ts";
import { openBlobs } from "../tracking/open_blobs.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, homeWords, JSON_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { withMaintenance } from "./maintenance.ts";

/** `taxi restore`. */
export function restoreCommand() {
  return createCommand(
    "restore",
    "Put a backup into a home.",
    {
      example: "taxi restore taxi.tar --home restored",
    },
  )
    .argument("<file>", "an archive that taxi backup wrote")
    .option("--force", "replace what the home has; it is kept beside, in before-restore-TIME/")
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (file, options) => {
      const out = createOutput(options.json === true);
      const home = findHome(options.home, options.artifacts);
      const { force = false } = options;
      const progress = startProgress(`restore ${file}`);
      const restoring = withMaintenance(home.path, () =>
        restoreBackup(resolve(file), {
          home: home.path,
          blobs: openBlobs(home.path, home.artifacts),
          force,
          progress: progress.update,
        }));
      const { manifest, replaced } = await restoring.finally(progress.stop);
      const { madeAt, madeBy, files } = manifest;
      out.say(
        `Restored ${formatCounted(files.length, "file")} of ${formatDateTime(madeAt)} into ${home.path}`,
      );
      if (replaced !== undefined) out.say(`What was there is kept in ${replaced}`);
      out.next(`taxi runs list${homeWords(options.home)}`);
      out.document({
        home: home.path,
        files: files.length,
        made_at: madeAt,
        made_by: madeBy,
        replaced: replaced ?? null,
      });
    });
}
