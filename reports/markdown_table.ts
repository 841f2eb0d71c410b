/** A Markdown table whose columns line up, so that it reads well as text too; the first row is the heading. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = escaped[0].map((_, at) => Math.max(3, ...escaped.map((row) => row[at].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  const [heading, ...body] = escaped.map(line);
  return [heading, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
