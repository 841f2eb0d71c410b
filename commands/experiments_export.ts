import { formatBytes, formatCounted } from "../lib/format.ts";
import { startProgress } from "../lib/progress.ts";
import { ARTIFACTS_OPTION } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { assertOutputFile } from "./output_file.ts";
import { STORE_OPTION } from "./tracking_option.ts";
import { withStore } from "./with_tracking.ts";

/** `taxi experiments export`. */
export function exportCommand() {
  return createCommand(
    "export",
    "Write an experiment with its runs, logged models and files to one archive.",
    {
      example: "taxi experiments export taxi-duration --output taxi-duration.tar.gz",
    },
  )
    .argument("<name>", "of the experiment")
    .requiredOption("--output <file>", "the archive, .tar.gz")
    .option(...STORE_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (name, { output, ...options }) => {
      await assertOutputFile(output);
      await withStore(options, async (out, tracking) => {
        await using source = await tracking.transfer.export(name);
        const { writeArchive } = await import("../tracking/transfer/write_archive.ts");
        const progress = startProgress(`export ${name}`);
        const summary = await writeArchive(source, output, progress.update).finally(progress.stop);
        const { runs, loggedModels, artifacts, size } = summary;
        const counted = [
          formatCounted(runs, "run"),
          formatCounted(loggedModels, "logged model"),
          formatCounted(artifacts, "file"),
        ];
        out.say(`Exported ${counted.join(", ")}: ${output}, ${formatBytes(size)}`);
        source.notes.forEach((note) => out.say(`${note}.`));
        out.document({ experiment: name, output, runs, logged_models: loggedModels, artifacts, bytes: size });
      });
    });
}
