// Checks every file's size, line ends and last line: ./denow run -A tools/checks/file_hygiene.ts [FILES]
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EXIT } from "../../lib/errors.ts";
import { runTool, say } from "../run_tool.ts";
import { trackedFiles } from "./tracked_files.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Greatest size of a file in bytes: a repository keeps every version of it forever. */
const MAX_BYTES = 500_000;

/** Git looks for a zero byte in so many bytes to tell whether a file is text. */
const PROBED_BYTES = 8000;

/**
 * What is wrong with a file, in a sentence each: size, and in text trailing whitespace, carriage returns, marks of an
 * unfinished merge, and the last line's end.
 */
export function fileFaults(path: string, content: Uint8Array): string[] {
  const faults: string[] = [];
  if (content.length > MAX_BYTES) {
    faults.push(`${path} has ${content.length} bytes, expected at most ${MAX_BYTES}`);
  }
  if (content.length === 0 || content.subarray(0, PROBED_BYTES).includes(0)) return faults;
  const text = new TextDecoder().decode(content);
  for (const [index, line] of text.split("\n").entries()) {
    const fault = lineFault(line);
    if (fault !== undefined) faults.push(`${path}:${index + 1} ${fault}`);
  }
  if (!text.endsWith("\n")) faults.push(`${path} ends without a line end, expected one`);
  else if (text.endsWith("\n\n")) faults.push(`${path} ends with an empty line, expected none`);
  return faults;
}

function lineFault(line: string): string | undefined {
  if (line.endsWith("\r")) return "ends with a carriage return, expected a line feed alone";
  if (/[ \t]$/.test(line)) return "ends with whitespace, expected none";
  if (/^(<{7}|>{7})( |$)/.test(line)) return "is the mark of an unfinished merge";
  return undefined;
}

if (import.meta.main) {
  await runTool(async () => {
    const paths = Deno.args.length > 0 ? Deno.args : await trackedFiles(ROOT);
    const folder = Deno.args.length > 0 ? Deno.cwd() : ROOT;
    for (const path of paths) {
      for (const fault of fileFaults(path, await Deno.readFile(join(folder, path)))) {
        process.exitCode = EXIT.fault;
        say(fault);
      }
    }
  });
}
