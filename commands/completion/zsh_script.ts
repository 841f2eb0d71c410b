import type { CommandOutline, OptionOutline } from "./command_outline.ts";

/** Completion for zsh, to be autoloaded as \`_taxi\` from a folder of \`fpath\`, or sourced after \`compinit\`. */
export function zshScript(commands: readonly CommandOutline[]): string {
  return `#compdef taxi
# zsh completion for taxi
${commands.map(commandFunction).join("\n")}
if [ "\${funcstack[1]}" = "_taxi" ]; then _taxi "$@"; else compdef _taxi taxi; fi
`;
}

function commandFunction({ path, subcommands, options }: CommandOutline): string {
  const name = functionName(path);
  const specs = options.map(optionSpec).map((spec) => `    ${spec} \\\n`).join("");
  if (subcommands.length === 0) return `${name}() {\n  _arguments -s \\\n${specs}    '*:path:_files'\n}`;
  const described = subcommands.map(({ word, description }) => `    ${quote(`${word}:${description}`)}\n`);
  const calls = subcommands.map(({ word }) => `      ${word}) ${functionName([...path, word])} ;;\n`).join(
    "",
  );
  return `${name}() {
  local line state
  local -a commands=(
${described.join("")}  )
  _arguments -C \\
${specs}    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${calls}      esac ;;
  esac
}`;
}

function optionSpec({ word, description, value }: OptionOutline): string {
  const text = description.replaceAll(/[[\]]/g, "").replaceAll(":", "\\:");
  const action = { none: "", path: ":path:_files", other: ":value:" }[value];
  return quote(`${word}[${text}]${action}`);
}

function functionName(path: readonly string[]): string {
  return ["_taxi", ...path].join("_");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
