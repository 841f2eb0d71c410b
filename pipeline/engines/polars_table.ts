import { openArrowStreamFile } from "./arrow_stream_table.ts";
import { openCsv } from "./csv_table.ts";
import { type LazyTable, literalPath, loadPolars, type Polars, type PolarsType } from "./polars.ts";
import { columnType, sourceType } from "./source_type.ts";
import type { FileFormat, TableContent, TableOptions } from "./table_file.ts";
import { readFrame } from "./table_frames.ts";

/** Opens a file by the embedded engine, which is loaded for it. */
export async function openByEngine(
  path: string,
  format: FileFormat,
  { missing = [] }: TableOptions,
): Promise<TableContent> {
  const polars = await loadPolars();
  if (format === "parquet") return await openScan(polars, () => polars.scanParquet(literalPath(path)));
  if (format === "arrow") {
    if (await startsWith(path, "ARROW1")) {
      return await openScan(polars, () => polars.scanIPC(literalPath(path)));
    }
    return await openArrowStreamFile(polars, path);
  }
  const separator = format.startsWith("tsv") ? "\t" : ",";
  return await openCsv(polars, path, { separator, gzipped: format.endsWith(".gz"), missing });
}

async function openScan(polars: Polars, scan: () => LazyTable): Promise<TableContent> {
  const head = await scan().head(0).collect();
  const schema = Object.entries(head.schema as Record<string, PolarsType>);
  const rows = Number((await scan().select(polars.len().alias("rows")).collect()).getColumn("rows").get(0));
  return {
    rows,
    columns: new Map(schema.map(([name, type]) => [name, columnType(type)])),
    sources: new Map(schema.map(([name, type]) => [name, sourceType(type)])),
    read: (selection, batchRows) => readFrame(polars, { scan, rows }, selection, batchRows),
  };
}

async function startsWith(path: string, magic: string): Promise<boolean> {
  using file = await Deno.open(path);
  const start = new Uint8Array(magic.length);
  await file.read(start);
  return new TextDecoder("latin1").decode(start) === magic;
}
