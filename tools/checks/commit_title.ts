// Checks commit titles. As a commit-msg hook: tools/checks/commit_title.ts FILE; of the whole history: tools/checks/commit_title.ts --history
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXIT } from "../../lib/errors.ts";
import { runCommand } from "../run_command.ts";
import { runTool, say } from "../run_tool.ts";

const TYPES = [
  "build",
  "chore",
  "ci",
  "docs",
  "feat",
  "fix",
  "perf",
  "refactor",
  "revert",
  "style",
  "test",
] as const;

/** Longest title in characters: a line of this project. */
const MAX_LENGTH = 110;

const TITLE = new RegExp(`^(${TYPES.join("|")})(\\([a-z0-9][a-z0-9._/-]*\\))?!?: \\S`);

/** Titles that git writes itself. */
const OF_GIT = /^(Merge |Revert "|fixup! |squash! |amend! )/;

/**
 * What is wrong with a commit's title, in a sentence; undefined for a good one.
 *
 * Source: Conventional Commits 1.0.0, https://www.conventionalcommits.org/en/v1.0.0/
 */
export function titleFault(title: string): string | undefined {
  if (OF_GIT.test(title)) return undefined;
  const found = `The commit title "${title}"`;
  if (!TITLE.test(title)) {
    return `${found} is not conventional, expected "TYPE(SCOPE): what it does" with one of the types ${
      TYPES.join(", ")
    }`;
  }
  if (title.length > MAX_LENGTH) {
    return `${found} has ${title.length} characters, expected at most ${MAX_LENGTH}`;
  }
  if (title !== title.trimEnd() || title.endsWith(".")) {
    return `${found} ends with a full stop or space, expected neither`;
  }
  return undefined;
}

/** The title of a message as git hands it to a hook: its first line that is no comment and not empty. */
export function titleOf(message: string): string {
  return message.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
}

/** Titles of every commit that leads to HEAD, merges left out. */
async function historyTitles(): Promise<string[]> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  return (await runCommand("git", ["log", "--no-merges", "--format=%s"], { cwd })).split("\n");
}

if (import.meta.main) {
  await runTool(async () => {
    const { values, positionals } = parseArgs({
      options: { history: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    const messages = await Promise.all(positionals.map((file) => Deno.readTextFile(file)));
    const titles = [...messages.map(titleOf), ...values.history ? await historyTitles() : []];
    if (titles.length === 0) {
      process.exitCode = EXIT.usage;
      return say("usage: tools/checks/commit_title.ts FILE | --history");
    }
    for (const fault of titles.map(titleFault).filter((one) => one !== undefined)) {
      process.exitCode = EXIT.fault;
      say(fault);
    }
  });
}
