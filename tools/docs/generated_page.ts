import { fileURLToPath } from "node:url";
import { writeFileAtomically } from "../../lib/atomic_file.ts";
import { TaxiError } from "../../lib/errors.ts";
import { say } from "../run_tool.ts";

/**
 * Writes a page that comes from the code, or with `--check` among the arguments fails where the page is not up to date.
 *
 * @param path of the page, from the root of the project
 * @throws TaxiError when the page differs
 */
export async function writeOrCheckPage(path: string, text: string): Promise<void> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (!Deno.args.includes("--check")) {
    await writeFileAtomically(file, text);
    return say(`Wrote ${path}`);
  }
  if (await Deno.readTextFile(file) === text) return;
  throw new TaxiError(`${path} differs from the code, expected the same: run ./denow task docs`, {
    code: "stale_docs",
  });
}

/** Markdown as `deno fmt` leaves it, so that the gate's format check and the generated page agree. */
export async function formatMarkdown(markdown: string): Promise<string> {
  return await format(markdown, "md");
}

/** JSON as `deno fmt` leaves it. */
export async function formatJson(value: unknown): Promise<string> {
  return await format(JSON.stringify(value, null, 2), "json");
}

async function format(text: string, extension: "md" | "json"): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "fmt",
      "--ext",
      extension,
      "--quiet",
      "--config",
      fileURLToPath(new URL("../../deno.json", import.meta.url)),
      "-",
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new TaxiError("deno fmt cannot read the generated page", { code: "docs_format" });
  return new TextDecoder().decode(stdout);
}

/** A Markdown table; `|` within a cell is escaped. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [heading, ...rest] = rows.map((row) =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`
  );
  return [heading, `|${" --- |".repeat(rows[0].length)}`, ...rest].join("\n");
}
