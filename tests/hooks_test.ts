import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { installHooks } from "../tools/checks/hooks.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { runCommand } from "../tools/run_command.ts";
import { trackedFiles } from "../tools/checks/tracked_files.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** One commit that the hooks must refuse: which file, under which title, and which hook says so. */
interface BadCommit {
  readonly path: string;
  readonly content: string;
  readonly title: string;
  readonly hook: string;
  readonly said: RegExp;
}

const GOOD = { path: "notes.md", content: "# Notes\n", title: "docs: notes" };

const BAD: Readonly<Record<string, BadCommit>> = {
  "an unconventional title": {
    ...GOOD,
    title: "Update",
    hook: "conventional title",
    said: /"Update" is not conventional/,
  },
  "trailing whitespace": {
    ...GOOD,
    path: "notes.txt",
    content: "one \n",
    hook: "whitespace, last line, size",
    said: /notes\.txt:1 ends with whitespace/,
  },
  "no line end at the end": {
    ...GOOD,
    path: "notes.txt",
    content: "one",
    hook: "whitespace, last line, size",
    said: /ends without a line end/,
  },
  "a large file": {
    ...GOOD,
    path: "data.csv",
    content: "1,2,3\n".repeat(100_000),
    hook: "whitespace, last line, size",
    said: /data\.csv has 600000 bytes, expected at most 500000/,
  },
  "a secret": {
    ...GOOD,
    path: "notes.txt",
    content: `token ${["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_")}\n`,
    hook: "secrets",
    said: /github-pat/,
  },
  "a file that is not formatted": {
    ...GOOD,
    path: "lib/half.ts",
    content: "/** A half. */\nexport const HALF=0.5\n",
    hook: "format",
    said: /half\.ts/,
  },
  "a file that lint refuses": {
    ...GOOD,
    path: "lib/half.ts",
    content: "/** Is it? */\nexport function isHalf(x: number): boolean {\n  return x == 0.5;\n}\n",
    hook: "lint",
    said: /eqeqeq/,
  },
  "a YAML file with a key twice": {
    ...GOOD,
    path: "notes.yml",
    content: "a: 1\na: 2\n",
    hook: "YAML",
    said: /duplicat/,
  },
};

/** Git in one checkout, by an author of the test's own. */
function gitIn(cwd: string): (...args: string[]) => Promise<string> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  return (...args) => runCommand("git", [...who, ...args], { cwd, env: { PRE_COMMIT_COLOR: "never" } });
}

/** A checkout of its own with every file as it is now. */
async function copyCheckout(folder: string): Promise<void> {
  for (const path of await trackedFiles(ROOT)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.copyFile(join(ROOT, path), join(folder, path));
  }
  const git = gitIn(folder);
  await git("init", "--quiet", "--initial-branch", "main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "chore: start");
}

const missing = await pythonEnvironment({ requirements: join(ROOT, "tools", "requirements", "lint.txt") })
  .then(() => undefined, (error) => {
    if (error instanceof TaxiError) return error.message;
    throw error;
  });

Deno.test({
  name: missing === undefined
    ? "the git hooks let a good commit through and refuse bad ones"
    : `the git hooks judge commits (SKIPPED: ${missing})`,
  ignore: missing !== undefined,
  fn: (t) =>
    withTemporaryFolder(async (folder) => {
      await copyCheckout(folder);
      assert.match(await installHooks(folder), /pre-push/);
      const git = gitIn(folder);
      const commit = async ({ path, content, title }: typeof GOOD) => {
        await Deno.writeTextFile(join(folder, path), content);
        await git("add", path);
        return await git("commit", "--message", title);
      };
      for (const [name, bad] of Object.entries(BAD)) {
        await t.step(`${name} is refused by the hook "${bad.hook}"`, async () => {
          const before = await git("rev-parse", "HEAD");
          await assert.rejects(commit(bad), ({ message }: Error) => {
            const failed = message.matchAll(/(?:^|exit code 1: )([^:\n]+?)\.{3,}Failed$/gm);
            assert.deepEqual(Array.from(failed, ([, hook]) => hook), [bad.hook], message);
            assert.match(message, bad.said);
            return true;
          });
          assert.equal(await git("rev-parse", "HEAD"), before);
          await git("reset", "--quiet", "--hard");
        });
      }
      await t.step("a good commit goes through", async () => {
        await commit(GOOD);
        assert.equal(await git("log", "-1", "--format=%s"), GOOD.title);
      });
    }),
});
