import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** A page of the manual. */
export interface ManPage {
  /** Its file, such as `taxi-serve.1`. */
  readonly name: string;
  /** Its text in the man(7) macros. */
  readonly text: string;
}

/**
 * The manual: `taxi(1)` and a page for each command and subcommand, from the same declarations as `--help`.
 *
 * @param program `taxi` with every command loaded
 * @param version stands in the footer
 */
export function manPages(program: CommandUnknownOpts, version: string): ManPage[] {
  return pagesOf(program, ["taxi"], version);
}

function pagesOf(command: CommandUnknownOpts, path: readonly string[], version: string): ManPage[] {
  const page = { name: `${path.join("-")}.1`, text: manPage(command, path, version) };
  return [page, ...command.commands.flatMap((sub) => pagesOf(sub, [...path, sub.name()], version))];
}

function manPage(command: CommandUnknownOpts, path: readonly string[], version: string): string {
  const help = command.createHelp();
  const title = path.join("-");
  const lines = [
    `.TH ${quote(title.toUpperCase())} 1 "" ${quote(`taxi ${version}`)} "Commands of taxi"`,
    ".SH NAME",
    `${escape(title)} \\- ${escape(command.description().replace(/\.$/, ""))}`,
    ".SH SYNOPSIS",
    `.B ${escape(path.join(" "))}`,
    escape(command.usage()),
    ...section("COMMANDS", help.visibleCommands(command), (sub) => [sub.name(), sub.description()]),
    ...section("ARGUMENTS", help.visibleArguments(command), (argument) => [
      help.argumentTerm(argument),
      help.argumentDescription(argument),
    ]),
    ...section("OPTIONS", help.visibleOptions(command), (option) => [
      help.optionTerm(option),
      help.optionDescription(option),
    ]),
    ...tail(command),
  ];
  const others = command.commands.map((sub) => `${[...path, sub.name()].join("-")}(1)`);
  if (path.length > 1) others.unshift(`${path.slice(0, -1).join("-")}(1)`);
  return [...lines, ".SH SEE ALSO", escape(others.join(", ")), ""].join("\n");
}

function section<T>(heading: string, items: readonly T[], row: (item: T) => [string, string]): string[] {
  if (items.length === 0) return [];
  const rows = items.map(row).flatMap(([term, text]) => [".TP", `.B ${escape(term)}`, escape(text)]);
  return [`.SH ${heading}`, ...rows];
}

/** What the help says after its options: exit codes and an example. */
function tail(command: CommandUnknownOpts): string[] {
  let text = "";
  command.configureOutput({ writeOut: (part) => void (text += part), getOutHasColors: () => false });
  command.outputHelp();
  const codes = /^Exit codes: (.*)$/m.exec(text)?.[1] ?? "";
  const example = /^Example:\n {2}\$ (.*)$/m.exec(text)?.[1] ?? "";
  return [".SH EXIT STATUS", escape(codes), ".SH EXAMPLE", ".EX", escape(`$ ${example}`), ".EE"];
}

/** A text that roff takes for letters: backslashes and hyphens are themselves, no line is a request. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll(/^([.'])/gm, "\\&$1");
}

function quote(text: string): string {
  return `"${escape(text).replaceAll('"', "\\(dq")}"`;
}
