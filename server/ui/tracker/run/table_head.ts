/** The first rows of a table. */
export interface TableHead {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cells of each row, perhaps fewer or more than columns. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads the beginning of CSV or TSV text, as spreadsheets write it: fields may be in quotes, with breaks and doubled quotes in
 * them. The first row names the columns.
 *
 * @param text the beginning of the file
 * @param whole whether it is all of the file; if not, its last row may be cut off and is left out
 * @param separator between fields; the likelier of comma and semicolon unless told
 */
export function tableHead(
  text: string,
  { whole, separator = likelySeparator(text), rows: most }: {
    readonly whole: boolean;
    readonly separator?: string;
    readonly rows: number;
  },
): TableHead {
  const rows: string[][] = [];
  let row: string[] = [], at = text.startsWith("\ufeff") ? 1 : 0, complete = true;
  while (at < text.length && rows.length <= most) {
    const field = readField(text, at, separator);
    row.push(field.text);
    at = field.end;
    complete = field.closed;
    if (text[at] === separator) {
      at++;
      if (at < text.length) continue;
      row.push("");
    }
    const broken = /^\r?\n|^\r/.exec(text.slice(at, at + 2))?.[0];
    if (broken === undefined && at < text.length) continue;
    if (broken === undefined) complete &&= whole;
    at += broken?.length ?? 0;
    if (complete || whole) rows.push(row);
    row = [];
  }
  const [columns = [], ...body] = rows;
  return { columns, rows: body.slice(0, most) };
}

function readField(text: string, from: number, separator: string) {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end++;
    return { text: text.slice(from, end), end, closed: true };
  }
  let end = from + 1;
  while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
  return { text: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1, closed: end < text.length };
}

function likelySeparator(text: string): string {
  const line = text.slice(0, 4096).split(/\r?\n/, 1)[0];
  return line.split(";").length > line.split(",").length ? ";" : ",";
}
