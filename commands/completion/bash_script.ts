import type { CommandOutline } from "./command_outline.ts";

/**
 * Completion for bash 3.2 and newer, without the package bash-completion. The words are written into the script: a TAB
 * starts no program, and nothing that was typed is evaluated.
 */
export function bashScript(commands: readonly CommandOutline[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => pattern(path));
  const candidates = commands.map(({ path, subcommands, options }) =>
    `    ${pattern(path)}) words="${[...subcommands, ...options].map(({ word }) => word).join(" ")}" ;;`
  );
  return `# bash completion for taxi
_taxi() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      ${paths.join(" | ")}) path="$path $word" ;;
    esac
  done
  COMPREPLY=()
  case "$previous" in
    ${valueOptions(commands, "path")}) return ;; # bash completes paths
    ${valueOptions(commands, "other")}) compopt +o default 2>/dev/null; return ;;
  esac
  case "$path" in
${candidates.join("\n")}
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
}
complete -o default -F _taxi taxi
`;
}

function pattern(path: readonly string[]): string {
  return `"${path.map((word) => ` ${word}`).join("")}"`;
}

function valueOptions(commands: readonly CommandOutline[], kind: "path" | "other"): string {
  const options = commands.flatMap(({ options }) => options.filter(({ value }) => value === kind));
  return [...new Set(options.map(({ word }) => word))].sort().join(" | ");
}
