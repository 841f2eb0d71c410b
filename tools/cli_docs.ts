// Writes docs/reference/cli.md from the commands' own help: ./denow task docs. With --check it fails where that file is not
// up to date.
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { fileURLToPath } from "node:url";
import { writeFileAtomically } from "../lib/atomic_file.ts";
import { TaxiError } from "../lib/errors.ts";
import { COMMANDS, createProgram } from "../main.ts";
import { runTool, say } from "./run_tool.ts";

const PAGE = fileURLToPath(new URL("../docs/reference/cli.md", import.meta.url));
const WIDTH = 100;

if (import.meta.main) await runTool(writeOrCheck);

async function writeOrCheck(): Promise<void> {
  const page = await cliPage();
  if (!Deno.args.includes("--check")) {
    await writeFileAtomically(PAGE, page);
    return say("Wrote docs/reference/cli.md");
  }
  if (await Deno.readTextFile(PAGE) === page) return;
  throw new TaxiError(
    "docs/reference/cli.md differs from the help of the commands, expected the same: run ./denow task docs",
    {
      code: "stale_docs",
    },
  );
}

/** Every command with its help as the terminal shows it. */
async function cliPage(): Promise<string> {
  const sections = [
    "# Commands\n\nThis is what `taxi COMMAND --help` prints, written by `./denow task docs`.\n",
    section(await createProgram(undefined), 2),
  ];
  for (const { name } of COMMANDS) {
    const command = (await createProgram(name)).commands.find((candidate) => candidate.name() === name)!;
    sections.push(section(command, 2), ...command.commands.map((sub) => section(sub, 3)));
  }
  return sections.join("\n");
}

function section(command: CommandUnknownOpts, level: number): string {
  const names: string[] = [];
  for (let at: CommandUnknownOpts | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return `${"#".repeat(level)} ${names.join(" ")}\n\n\`\`\`text\n${helpOf(command).trim()}\n\`\`\`\n`;
}

function helpOf(command: CommandUnknownOpts): string {
  let text = "";
  const writeOut = (part: string) => void (text += part);
  command.configureOutput({ writeOut, getOutHelpWidth: () => WIDTH, getOutHasColors: () => false });
  command.outputHelp();
  return text;
}
