import { assertArtifactPath } from "../artifact_path.ts";
import { openArchiveSource } from "./archive_source.ts";
import type { FileSource, TransferSource } from "./transfer_source.ts";

/**
 * Opens an archive of an experiment after all of it has been read once: nothing of a damaged one is ever given.
 *
 * @throws TaxiError `not_importable` when it is none, or one of a newer `taxi`; `damaged` when it is cut off or was changed;
 * UsageError `invalid_path` when a file of it would lie outside
 */
export async function openArchive(path: string): Promise<TransferSource> {
  {
    await using source = await openArchiveSource(path);
    for await (const _ of source.experiments());
    for await (const { files } of source.loggedModels()) await readAll(files());
    for await (const { files, points } of source.runs()) {
      await readAll(files());
      for await (const _ of points());
    }
    await source.verify();
  }
  return await openArchiveSource(path);
}

async function readAll(files: AsyncIterable<FileSource>): Promise<void> {
  for await (const { path, open } of files) {
    assertArtifactPath(path);
    for await (const _ of await open() as ReadableStream<Uint8Array>);
  }
}
