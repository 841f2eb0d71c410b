import { TaxiError, UsageError } from "../../lib/errors.ts";
import { statFile } from "../../lib/stat_file.ts";
import { openArchive } from "./open_archive.ts";
import { type MlflowOptions, openMlflowDatabase } from "./mlflow_database.ts";
import { openMlflowFolder } from "./mlflow_folder.ts";
import type { TransferSource } from "./transfer_source.ts";

const SQLITE = new TextEncoder().encode("SQLite format 3\0");
const GZIP = Uint8Array.of(0x1f, 0x8b);

/**
 * Opens what can be imported, whatever it is: an archive of an experiment, a SQLite database of MLflow, a folder of MLflow.
 *
 * @param path of the file or folder; may begin with `sqlite:///` or `file://`, as MLflow has it
 * @throws TaxiError when it is nothing of that, or is damaged
 */
export async function openSource(path: string, options: MlflowOptions = {}): Promise<TransferSource> {
  const plain = path.replace(/^sqlite:\/\/\//, "").replace(/^file:\/\/(?=\/)/, "");
  const found = await statFile(plain);
  if (found?.isDirectory) return await openMlflowFolder(plain, options);
  if (found?.isFile) {
    const start = await firstBytes(plain, SQLITE.length);
    if (beginsWith(start, SQLITE)) return openMlflowDatabase(plain, options);
    if (beginsWith(start, GZIP)) return await openWholeArchive(plain, options);
  }
  const told = found ? "it is none of these" : "there is no such file or folder";
  throw new TaxiError(
    `Cannot import "${plain}": ${told}, expected an archive of an experiment, a SQLite database of MLflow or its folder "mlruns"`,
    { code: "not_importable" },
  );
}

async function openWholeArchive(path: string, options: MlflowOptions): Promise<TransferSource> {
  if (options.artifacts === undefined && options.experiment === undefined) return await openArchive(path);
  throw new UsageError(
    `Cannot choose from "${path}": it has one experiment with its artifacts, expected neither --experiment nor --source-artifacts`,
    `taxi experiments import ${path}`,
  );
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(count);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}
