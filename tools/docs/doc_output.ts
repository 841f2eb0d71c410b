// Runs the commands that pages of docs/ show and writes what they print: ./denow task docs:output [PAGE]...
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeFileAtomically } from "../../lib/atomic_file.ts";
import { TaxiError } from "../../lib/errors.ts";
import { freePort } from "../free_port.ts";
import { formatMarkdown } from "./generated_page.ts";
import { runTool, say } from "../run_tool.ts";

/** A block of commands that is run, and the block below it that shows what they print. */
export interface ShownOutput {
  /** Lines for a shell. */
  readonly commands: string;
  /** `text` or `json`. */
  readonly language: string;
  /** What the page shows. */
  readonly output: string;
  /** Where the output begins in the page, in characters. */
  readonly at: number;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A comment that GitHub does not show marks what is run; an output that is not shown has no second block. */
const RUN =
  /^<!-- run -->\n+```sh\n(?<commands>[^]*?)^```\n(?:(?<between>\n+```(?<language>text|json)\n)(?<output>[^]*?)^```\n)?/gm;
const MARK = "\x1e"; // printed between two blocks; no program prints it
const SHOWN_FOLDER = "/home/you";
const SHOWN_PORT = "8000";
/** A page that hangs must not hold up whoever waits for it; pages take seconds. */
const LONGEST_MILLISECONDS = 300_000;

if (import.meta.main) {
  await runTool(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { tlc: { type: "string" } },
    });
    for (const page of positionals.length > 0 ? positionals : runnablePages()) {
      if (needsTlc(await Deno.readTextFile(join(ROOT, page))) && values.tlc === undefined) {
        say(`Left out ${page}: it shows real months, and --tlc names no folder of them`);
        continue;
      }
      await rewritePage(page, values.tlc);
    }
  });
}

/** Pages of docs/ that hold commands to run, by their path from the root. */
export function runnablePages(): string[] {
  return ["docs", "docs/how-to"].flatMap((folder) =>
    Array.from(Deno.readDirSync(join(ROOT, folder)), ({ name }) => `${folder}/${name}`)
  ).filter((page) => page.endsWith(".md") && shownOutputs(Deno.readTextFileSync(join(ROOT, page))).length > 0)
    .toSorted();
}

/** Whether what a page runs reads TLC's own months. */
export function needsTlc(markdown: string): boolean {
  return shownOutputs(markdown).some(({ commands }) => commands.includes("--source tlc"));
}

/** The runnable blocks of a page, in their order. */
export function shownOutputs(markdown: string): ShownOutput[] {
  return Array.from(markdown.matchAll(RUN), ({ index, groups, 0: all }) => {
    const { commands, language = "", output = "" } = groups!;
    return { commands, language, output, at: index + all.length - "```\n".length - output.length };
  });
}

/**
 * Runs all blocks of a page in one shell, in an empty folder, and gives what each printed. `taxi` is this checkout's, port
 * 8000 is a free one, and a server that a block leaves in the background is waited for and ended with the shell.
 *
 * @param tlc folder of TLC's files, for a page that ingests from them
 * @throws TaxiError when a command fails; exit code 3, an alert, is no failure
 */
export async function runBlocks(blocks: readonly ShownOutput[], tlc?: string): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-docs-" });
  try {
    const work = await Deno.realPath(folder), port = freePort();
    const script = pageScript(blocks, work, port, tlc);
    const { code, stdout } = await new Deno.Command("bash", {
      args: ["-c", script],
      cwd: work,
      env: { TAXI_HOME: "", NO_COLOR: "1", MLFLOW_TRACKING_URI: "" },
      stdin: "null",
      stderr: "inherit", // the script joins it to stdout; what is left is bash's own
      signal: AbortSignal.timeout(LONGEST_MILLISECONDS),
    }).output();
    const text = new TextDecoder().decode(stdout)
      .replaceAll(work, SHOWN_FOLDER)
      .replaceAll(`:${port}`, `:${SHOWN_PORT}`)
      .replaceAll("./denow task taxi", "taxi");
    if (code === 0) return text.split(MARK).slice(0, blocks.length);
    throw new TaxiError(`A command of the page ends with ${code}, expected 0:\n${text.split(MARK).at(-1)}`, {
      code: "docs_output",
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether what was printed is what the page shows, apart from what differs from run to run. */
export function holds(block: ShownOutput, printed: string): boolean {
  return block.language === "" || steady(block.language, block.output) === steady(block.language, printed);
}

/** A printed text with ids, names, times, durations and last digits replaced. */
export function steady(language: string, printed: string): string {
  const text = language === "json" ? JSON.stringify(JSON.parse(printed)) : printed;
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replace(/\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b/g, "HASH")
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/g, "ID")
    .replace(/\b[a-z]+-[a-z]+-\d{1,3}\b/g, "NAME")
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?/g, "TIME")
    .replace(/\d+\.\d{6,}/g, (digits) => Number(digits).toFixed(4))
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, "DURATION")
    .replace(/[ \t]+/g, " ").replace(/ $/gm, "").trim();
}

async function rewritePage(page: string, tlc?: string): Promise<void> {
  const path = join(ROOT, page);
  let markdown = await Deno.readTextFile(path);
  const blocks = shownOutputs(markdown), printed = await runBlocks(blocks, tlc);
  let changed = 0;
  for (const [i, block] of [...blocks.entries()].reverse()) { // from the end, so that places stay right
    if (holds(block, printed[i])) continue;
    changed++;
    const end = block.at + block.output.length;
    markdown = markdown.slice(0, block.at) + printed[i].trim() + "\n" + markdown.slice(end);
  }
  if (changed > 0) await writeFileAtomically(path, await formatMarkdown(markdown));
  say(`${page}: ${blocks.length} blocks run, ${changed} written anew`);
}

function pageScript(blocks: readonly ShownOutput[], work: string, port: number, tlc?: string): string {
  const taxi = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", join(ROOT, "main.ts")]
    .map((word) => `'${word}'`).join(" ");
  const lines = blocks.map(({ commands }) => {
    const here = commands.replaceAll(`:${SHOWN_PORT}`, `:${port}`)
      .replaceAll(`--port ${SHOWN_PORT}`, `--port ${port}`)
      .replaceAll("--source tlc", `--source '${tlc}'`);
    const wait = /&$/m.test(commands) ? `wait_for_server\n` : "";
    return `${here}\n${wait}printf '\\x1e'\n`;
  });
  return `set -E
exec 2>&1
trap 'code=$?; [ $code = 3 ] || exit $code' ERR
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
taxi() {
  if [ "$1" = serve ]; then exec ${taxi} "$@"; fi # in the background it takes the place of its shell, to be killed by it
  ${taxi} "$@"
}
curl() { command curl --silent --show-error "$@"; echo; }
wait_for_server() {
  for _ in $(seq 50); do
    if command curl --silent --output /dev/null http://127.0.0.1:${port}/readyz; then return; fi
    sleep 0.2
  done
  return 1
}
cd '${work}'
${lines.join("")}`;
}
