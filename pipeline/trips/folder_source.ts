import { join } from "node:path";
import { TaxiError } from "../../lib/errors.ts";
import { statFile } from "../../lib/stat_file.ts";
import { monthFileName, type TripSource } from "./trip_source.ts";

/** Months that lie in a folder under TLC's names; read in place. */
export function folderSource(folder: string): TripSource {
  return {
    name: folder,
    async fetch(taxi, month) {
      const path = join(folder, monthFileName(taxi, month));
      if (!(await statFile(path))?.isFile) {
        throw new TaxiError(
          `Cannot find ${taxi} ${month} in "${folder}": expected file ${monthFileName(taxi, month)}`,
          { code: "no_such_month" },
        );
      }
      return { path, origin: path };
    },
  };
}
