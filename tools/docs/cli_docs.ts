// Writes docs/reference/cli.md from the commands' own help: ./denow task docs. With --check it fails where that file is not
// up to date.
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { COMMANDS, createProgram } from "../../main.ts";
import { writeOrCheckPage } from "./generated_page.ts";
import { runTool } from "../run_tool.ts";

const WIDTH = 100;

if (import.meta.main) {
  await runTool(async () => await writeOrCheckPage("docs/reference/cli.md", await cliPage()));
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
