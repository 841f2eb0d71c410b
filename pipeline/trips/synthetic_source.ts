import { join } from "node:path";
import { writeAtomically } from "../../lib/atomic_file.ts";
import { TableWriter } from "../engines/table_writer.ts";
import { publishedSchema } from "./published_schema.ts";
import { generateSyntheticMonth, syntheticRows } from "./synthetic_city/generate_month.ts";
import type { RawMonth, SourceOptions, TripSource } from "./trip_source.ts";
import { monthFileName } from "./trip_source.ts";

/**
 * Months of the synthetic city, written as raw Parquet files in TLC's published schema: from there on they take the same way
 * as any other month. The same options make the same bytes.
 */
export function syntheticSource({ rawFolder, rows, seed }: SourceOptions): TripSource {
  return {
    name: "synthetic",
    async fetch(taxi, month, onProgress): Promise<RawMonth> {
      const path = join(rawFolder, monthFileName(taxi, month));
      const total = rows ?? syntheticRows(taxi, month);
      const types = Object.fromEntries(publishedSchema(taxi, month).map(({ name, type }) => [name, type]));
      await writeAtomically(path, async (temporary) => {
        const writer = new TableWriter(temporary, "parquet", types);
        try {
          for (const batch of generateSyntheticMonth(taxi, month, { rows: total, seed })) {
            await writer.write(batch);
            onProgress?.(writer.rows / total);
          }
          await writer.finish();
        } finally {
          await writer.discard();
        }
      });
      return { path, origin: "synthetic" };
    },
  };
}
