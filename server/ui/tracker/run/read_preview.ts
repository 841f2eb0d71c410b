import { formatCounted } from "../../../../lib/format.ts";
import type { StoredFile } from "../../../../tracking/files.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { beginningText, previewKind } from "./preview_kind.ts";
import { tableHead } from "./table_head.ts";

/** What is shown of a file. */
export type Preview =
  | { readonly kind: "text"; readonly text: string; readonly whole: boolean }
  | {
    readonly kind: "table";
    /** Names of the shown columns. */
    readonly columns: readonly string[];
    /** Cells; undefined for what is null or not read here. */
    readonly rows: readonly (readonly (string | undefined)[])[];
    /** What else is to be said of it. */
    readonly note: string;
  }
  | { readonly kind: "image" | "html" | "none" };

/** Read of a file that is shown as text or as a table. */
const TEXT_BYTES = 1 << 16;
/** Longer JSON is shown as it is, cut. */
const JSON_BYTES = 1 << 20;
/** Letters of indented JSON that are shown. */
const JSON_LETTERS = 1 << 17;
const MOST_NESTING = 100;
/** Rows and columns of a table that are shown. */
const MOST = { rows: 50, columns: 30 };

/** Reads as much of a file as is shown, and no more. */
export async function readPreview({ files }: Pick<Tracking, "files">, file: StoredFile): Promise<Preview> {
  const kind = previewKind(file.path);
  const read = (at: number, length: number) => readRange(files, file, at, length);
  if (kind === "image" || kind === "html") return { kind };
  if (kind === "parquet") return await parquetPreview(file, read);
  const whole = file.size <= (kind === "json" ? JSON_BYTES : TEXT_BYTES);
  const text = beginningText(await read(0, whole ? file.size : TEXT_BYTES), whole);
  if (text === undefined) return { kind: "none" };
  if (kind === "csv" || kind === "tsv") return textTable(text, whole, kind);
  return kind === "json" && whole ? jsonPreview(text) : { kind: "text", text, whole };
}

function jsonPreview(text: string): Preview {
  const pretty = indented(text) ?? text;
  return { kind: "text", text: pretty.slice(0, JSON_LETTERS), whole: pretty.length <= JSON_LETTERS };
}

/** Undefined for what is no JSON, or is nested so deep that its indentation would be most of it. */
function indented(text: string): string | undefined {
  if (nesting(text) > MOST_NESTING) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}

/** How deep brackets are nested; those in texts count too. */
function nesting(text: string): number {
  let depth = 0, most = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

function textTable(text: string, whole: boolean, kind: "csv" | "tsv"): Preview {
  const { columns, rows } = tableHead(text, {
    whole,
    rows: MOST.rows,
    ...(kind === "tsv" ? { separator: "\t" } : {}),
  });
  const more = rows.length === MOST.rows || !whole;
  return {
    kind: "table",
    columns: columns.slice(0, MOST.columns),
    rows: rows.map((row) => row.slice(0, MOST.columns)),
    note: `${more ? "The first " : ""}${formatCounted(rows.length, "row")}, ${columnWords(columns.length)}`,
  };
}

async function parquetPreview(
  { size }: StoredFile,
  read: (at: number, length: number) => Promise<Uint8Array>,
): Promise<Preview> {
  const { parquetHead } = await import("../../../../pipeline/engines/parquet_head.ts");
  const found = await parquetHead(size, read, MOST);
  if (found === undefined) return { kind: "none" };
  const { rows, columns, head } = found;
  return {
    kind: "table",
    columns: columns.slice(0, MOST.columns).map(({ name, type }) => `${name} (${type})`),
    rows: head,
    note: `${head.length < rows ? `The first ${head.length} of ` : ""}${formatCounted(rows, "row")}, ${
      columnWords(columns.length)
    }`,
  };
}

function columnWords(count: number): string {
  return `${count > MOST.columns ? `${MOST.columns} of ` : ""}${formatCounted(count, "column")}`;
}

async function readRange(
  files: Tracking["files"],
  file: StoredFile,
  at: number,
  length: number,
): Promise<Uint8Array> {
  const end = Math.min(file.size, at + length);
  if (at < 0 || end <= at) return new Uint8Array();
  const stream = await files.open(file, { start: at, end: end - 1 });
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
