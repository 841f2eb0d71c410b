/** A fenced block of a Markdown file. */
export interface FencedBlock {
  /** The word after the fence, such as `sh`; empty without one. */
  readonly language: string;
  readonly text: string;
}

const FENCE = /^ *```(?<language>\w*)[^\n]*\n(?<text>.*?)^ *```$/gms;

/** The fenced blocks, in their order. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  return Array.from(markdown.matchAll(FENCE), ({ groups }) => groups as unknown as FencedBlock);
}

/** Targets of links and images outside of code: Markdown's own and those of HTML tags. */
export function linkTargets(markdown: string): string[] {
  const prose = markdown.replace(FENCE, "").replace(/`[^`\n]*`/g, "code");
  const patterns = [/\]\((?<target>[^)\s]+)[^)]*\)/g, /\b(?:src|href|srcset)="(?<target>[^"\s]+)[^"]*"/g];
  return patterns.flatMap((pattern) => Array.from(prose.matchAll(pattern), ({ groups }) => groups!.target));
}

/** The anchors that GitHub gives the headings. */
export function anchors(markdown: string): Set<string> {
  const headings = markdown.replace(FENCE, "").matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-"),
    ),
  );
}

/** With settings of the environment before it, from a checkout or as the compiled program. */
const SHELL_CALL = /^(?:\$ )?(?:[A-Z_]+=\S* )*(?:\.\/denow task |\.\/|dist\/)?taxi(?<rest>(?: .*)?)$/;
const PROMPTED_CALL = /^ *\$ taxi(?<rest>(?: .*)?)$/;

/**
 * The calls of `taxi` in a block, as words: lines that call it in a block of shell commands, lines after `$` in any other.
 * Continued lines are joined; comments and what a shell does with the output are cut off.
 */
export function taxiCalls({ language, text }: FencedBlock): string[][] {
  const call = language === "sh" ? SHELL_CALL : PROMPTED_CALL;
  return text.replace(/\\\n\s*/g, "").split("\n").flatMap((line) => {
    const rest = call.exec(line)?.groups?.rest;
    return rest === undefined ? [] : [shellWords(rest)];
  });
}

/** Words up to a comment, pipe, redirection or next command; quotes keep spaces. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(#|\||\d?>|&|;)/.test(word)) break;
    words.push(word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  }
  return words;
}
