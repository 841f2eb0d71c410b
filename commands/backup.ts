import { resolve } from "node:path";
import { UsageError } from "../lib/errors.ts";
import { formatBytes, formatCounted } from "../lib/format.ts";
import { createOutput } from "../lib/output.ts";
import { startProgress } from "../lib/progress.ts";
import { writeBackup } from "../tracking/backup/write_backup.ts";
import { openBlobs } from "../tracking/open_blobs.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { findHome } from "./home.ts";
import { withMaintenance } from "./maintenance.ts";
import { assertOutputFile } from "./output_file.ts";
import { STORE_OPTION } from "./tracking_option.ts";
import { TAXI_VERSION } from "./version.ts";

/** `taxi backup`. */
export function backupCommand() {
  return createCommand(
    "backup",
    "Write runs, models, artifacts and predictions to one archive.",
    {
      example: "taxi backup taxi.tar",
    },
  )
    .argument("<file>", "the archive, a tar file; replaced if it is there")
    .option(...STORE_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (file, options) => {
      if (options.tracking !== undefined) throw refusePostgres();
      const out = createOutput(options.json === true), path = resolve(file);
      const home = findHome(options.home, options.artifacts);
      await assertOutputFile(file);
      const progress = startProgress(`backup ${file}`);
      const backingUp = withMaintenance(home.path, () =>
        writeBackup(path, {
          home: home.path,
          blobs: openBlobs(home.path, home.artifacts),
          madeBy: TAXI_VERSION,
          progress: progress.update,
        }));
      const { files } = await backingUp.finally(progress.stop);
      const { size } = await Deno.stat(path);
      out.say(`Backed up ${formatCounted(files.length, "file")} to ${file}, ${formatBytes(size)}`);
      out.document({ file: path, files: files.length, bytes: size });
    });
}

function refusePostgres(): UsageError {
  return new UsageError(
    "Cannot back up a PostgreSQL database: its own pg_dump does, and artifacts/ of the homes is copied after it; " +
      "expected no --tracking, for what the home keeps itself",
  );
}
