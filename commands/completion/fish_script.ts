import type { CommandOutline } from "./command_outline.ts";

/** Completion for fish, as the file `completions/taxi.fish`. */
export function fishScript(commands: readonly CommandOutline[]): string {
  const lines = commands.flatMap(({ path, subcommands, options }) => {
    const here = condition(path, subcommands.map(({ word }) => word));
    return [
      ...subcommands.map(({ word, description }) =>
        `complete -c taxi -n ${quote(here)} -f -a ${word} -d ${quote(description)}`
      ),
      ...options.map(({ word, description, value }) => {
        const takes = { none: "", path: " -r -F", other: " -x" }[value];
        return `complete -c taxi -n ${quote(here)} -l ${word.slice(2)}${takes} -d ${quote(description)}`;
      }),
    ];
  });
  return ["# fish completion for taxi", ...lines, ""].join("\n");
}

/** Holds where the words of `path` have been typed and none of the subcommands that could follow. */
function condition(path: readonly string[], subcommands: readonly string[]): string {
  if (path.length === 0) return "__fish_use_subcommand";
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const unseen = subcommands.length > 0 ? [`not __fish_seen_subcommand_from ${subcommands.join(" ")}`] : [];
  return [...seen, ...unseen].join("; and ");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
