import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { type Check, CHECKS } from "./check_list.ts";
import { chooseChecks, runChecks } from "./checks.ts";
import { runCommand } from "../run_command.ts";

const CHECKS_TOOL = fileURLToPath(new URL("checks.ts", import.meta.url));

/** What came of some checks. */
interface Result {
  readonly good: boolean;
  /** Every line that was said. */
  readonly said: string;
}

/** Runs checks in a new checkout of these files, committed under `title` and then deleted when there is one; gives what was said and whether all was good. */
async function runIn(
  files: Readonly<Record<string, string>>,
  checks: readonly Check[],
  { strict = false, title = "" } = {},
): Promise<Result> {
  return await withTemporaryFolder(async (root) => {
    await runCommand("git", ["init", "--quiet"], { cwd: root });
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(join(root, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(root, path), content);
    }
    if (title !== "") await commitAndDelete(root, title);
    const lines: string[] = [];
    const good = await runChecks({ checks, root, strict, say: (line) => void lines.push(line) });
    return { good, said: lines.join("\n") };
  });
}

async function commitAndDelete(root: string, title: string): Promise<void> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]) => runCommand("git", [...who, ...args], { cwd: root });
  await git("add", "--all");
  await git("commit", "--quiet", "--message", title);
  await git("rm", "--quiet", "-r", ".");
}

const script = (name: string): Check => ({ name, program: { from: "deno", script: "check.ts" }, args: [] });

Deno.test("runChecks prints a passed check with its time", async () => {
  const { good, said } = await runIn({ "check.ts": "" }, [script("quiet")]);
  assert.equal(good, true);
  assert.match(said, /^ {2}quiet +\d+\.\d s$/);
});

Deno.test("runChecks shows a failed check's output and how to run it alone, and goes on", async () => {
  const files = { "check.ts": `console.log("line 3 is odd"); Deno.exit(1);` };
  const { good, said } = await runIn(files, [script("first"), script("second")]);
  assert.equal(good, false);
  assert.match(said, /first +failed\nline 3 is odd\nFAILED: first\. To run it again: .* --only first\n/);
  assert.match(said, /second +failed/);
});

Deno.test("runChecks names a check whose program is missing as skipped, and fails for it when strict", async () => {
  const missing: Check = { name: "gone", program: { from: "path", name: "no-such-program" }, args: [] };
  for (const strict of [false, true]) {
    const { good, said } = await runIn({ "a.txt": "" }, [missing], { strict });
    assert.equal(good, !strict);
    assert.match(said, /SKIPPED: the check gone: Cannot run "no-such-program"/);
  }
});

Deno.test("runChecks says that it skips everything in a folder that is no checkout", async () => {
  await withTemporaryFolder(async (root) => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    assert.equal(await runChecks({ checks: CHECKS, root, strict: false, say }), true);
    assert.match(lines.join(), /^SKIPPED: every check: "git ls-files .*not a git repository/);
  });
});

Deno.test("the checks of a machine without Python and Go are named as skipped, and fail only when strict", async () => {
  await withTemporaryFolder(async (folder) => {
    const paths = (Deno.env.get("PATH") ?? "").split(":").map((path) => join(path, "git"));
    await Deno.symlink(paths.find((path) => existsSync(path))!, join(folder, "git"));
    const run = async (...options: string[]) => {
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--quiet",
          "--no-check",
          CHECKS_TOOL,
          "--only",
          "typos",
          "--only",
          "workflows",
          ...options,
        ],
        env: { PATH: folder, TAXI_CACHE: folder },
      }).output();
      return { code, said: new TextDecoder().decode(stdout) };
    };
    const { code, said } = await run();
    assert.match(said, /SKIPPED: the check typos: Cannot run "python3"/);
    assert.match(said, /SKIPPED: the check workflows: Cannot run "go"/);
    assert.equal(code, 0);
    assert.equal((await run("--strict")).code, 1);
  });
});

Deno.test("runChecks hands over the files of a check, and tells where there are none", async () => {
  const check = { ...script("names"), files: /\.yml$/ };
  const files = { "check.ts": "console.log(Deno.args.join()); Deno.exit(1);", "b.yml": "", "c.txt": "" };
  assert.match((await runIn(files, [check])).said, /\nb\.yml\nFAILED/);
  assert.match((await runIn({ "check.ts": "" }, [check])).said, /names +no files/);
});

Deno.test("chooseChecks leaves the slow ones out unless asked, and refuses an unknown name", () => {
  const names = (list: readonly Check[]) => list.map(({ name }) => name);
  const slow = names(CHECKS.filter(({ extra }) => extra));
  assert.ok(slow.length > 0);
  assert.ok(names(chooseChecks(CHECKS, [], false)).every((name) => !slow.includes(name)));
  assert.deepEqual(names(chooseChecks(CHECKS, [], true)), names(CHECKS));
  assert.deepEqual(names(chooseChecks(CHECKS, ["yaml"], false)), ["yaml"]);
  assert.throws(() => chooseChecks(CHECKS, ["yml"], false), /There is no check "yml"/);
});

/** A file that each check must refuse, with what it says. */
const PLANTED: Readonly<Record<string, readonly [path: string, content: string, said: RegExp]>> = {
  typos: ["a.md", `We ${"rec"}ieve trips.\n`, /receive/],
  yaml: ["a.yml", "a: 1\na: 2\n", /duplicat/],
  shell: ["a.sh", "#!/bin/sh\ncd $1\n", /SC2086/],
  docker: ["Dockerfile", "FROM debian\n", /DL3006/],
  just: ["justfile", "a:\n  echo\n", /a:/],
  "pre-commit": [".pre-commit-config.yaml", "repos: 1\n", /repos/],
  "workflow-schema": [".github/workflows/a.yml", "on: push\n", /jobs/],
  "issue-form-schema": [".github/ISSUE_TEMPLATE/a.yml", "name: a\n", /description/],
  "dependabot-schema": [".github/dependabot.yml", "version: 1\n", /updates/],
  "renovate-schema": ["renovate.json", '{ "extends": 1 }\n', /extends/],
  "codecov-schema": [".codecov.yml", "coverage: 1\n", /coverage/],
  "issue-config-schema": [
    ".github/ISSUE_TEMPLATE/config.yml",
    "blank_issues_enabled: 3\n",
    /blank_issues_enabled/,
  ],
  "compose-schema": ["compose.yaml", "services: 1\n", /services/],
  workflows: [
    ".github/workflows/a.yml",
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo $HOME/${{ nothing.here }}\n",
    /undefined variable "nothing"/,
  ],
  "workflow-security": [
    ".github/workflows/a.yml",
    "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n",
    /dangerous-triggers/,
  ],
  "terraform-format": ["infra/a.tf", 'variable   "x" {}\n', /variable "x"/],
  secrets: [
    "a.ts",
    `const key = "${["ghp", "16C7e42F292c6912E7710c838347Ae178B4a"].join("_")}";\n`,
    /github-pat/,
  ],
};

for (const [name, [path, content, expected]] of Object.entries(PLANTED)) {
  Deno.test(`the check ${name} refuses a planted fault`, async (t) => {
    await refused(t, await runIn({ [path]: content }, chooseChecks(CHECKS, [name], false)), expected);
  });
}

Deno.test("the check secrets-history finds a secret that was deleted", async (t) => {
  const [path, content, expected] = PLANTED.secrets;
  const options = { title: "fix: a key" };
  const result = await runIn({ [path]: content }, chooseChecks(CHECKS, ["secrets-history"], false), options);
  await refused(t, result, expected);
});

Deno.test("a fault is planted for every check of a program that is not this project's", () => {
  const planted = [...Object.keys(PLANTED), "secrets-history"];
  const others = CHECKS.filter(({ program, extra }) => program.from !== "deno" && extra === undefined);
  assert.deepEqual(planted.sort(), others.map(({ name }) => name).sort());
});

async function refused(t: Deno.TestContext, { good, said }: Result, expected: RegExp): Promise<void> {
  const skipped = /SKIPPED: .*/.exec(said)?.[0];
  await t.step({
    name: skipped ?? "it says what is wrong",
    ignore: skipped !== undefined,
    fn: () => {
      assert.equal(good, false);
      assert.match(said, expected);
    },
  });
}
