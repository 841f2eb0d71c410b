import assert from "node:assert/strict";
import { runMain } from "./run_main.ts";

/** Runs one command in this process. @returns its words on stdout, or on stderr when the expected exit code is a fault */
export async function words(args: readonly string[], expected = 0): Promise<string> {
  const { code, stdout, stderr } = await runMain(args);
  assert.equal(code, expected, `taxi ${args.join(" ")}: ${stdout}${stderr}`);
  return expected === 0 || expected === 3 ? stdout : stderr;
}

/** Runs one command in this process with `--json`. @returns its document */
// deno-lint-ignore no-explicit-any -- the documents are what the tests look into
export async function json(args: readonly string[], expected = 0): Promise<any> {
  const { code, stdout, stderr } = await runMain([...args, "--json"]);
  assert.equal(code, expected, `taxi ${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Runs one `taxi report`, which must exit with 3 exactly when its verdict is an alert. @returns its document */
// deno-lint-ignore no-explicit-any -- the documents are what the tests look into
export async function reportJson(args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await runMain(["report", ...args, "--json"]);
  assert.ok(code === 0 || code === 3, `taxi report ${args.join(" ")}: ${stderr}`);
  const document = JSON.parse(stdout);
  assert.equal(code, document.verdict === "alert" ? 3 : 0);
  return document;
}

/** Ingests a few rows for each of these synthetic months into a home. */
export async function ingestSmall(home: string, months: string, rows = 1000): Promise<void> {
  await words([
    "ingest",
    "--source",
    "synthetic",
    "--rows",
    String(rows),
    "--months",
    months,
    "--home",
    home,
  ]);
}

/** Cells of the lines of a table, two spaces or more apart. */
export function cells(text: string): string[][] {
  return text.trimEnd().split("\n").map((line) => line.trim().split(/ {2,}/));
}
