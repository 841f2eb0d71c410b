/** Where the program of a check comes from. */
export type CheckProgram =
  /** A script of this project. */
  | { readonly from: "deno"; readonly script: string }
  /** An executable, or with `module` a module, of a pinned environment under tools/requirements. */
  | {
    readonly from: "python";
    readonly requirements: "lint" | "checkov";
    readonly name: string;
    readonly module?: true;
  }
  /** A package of the Go module proxy with its version. */
  | { readonly from: "go"; readonly module: string }
  /** A program that the machine must have on its PATH. */
  | { readonly from: "path"; readonly name: string };

/** One check of the project's files. */
export interface Check {
  /** What `--only` takes. */
  readonly name: string;
  readonly program: CheckProgram;
  /** The program's arguments. */
  readonly args: readonly string[];
  /** Which files it checks, by their path from the root: they follow the arguments. Without it, it finds its files itself. */
  readonly files?: RegExp;
  /** Its files are not arguments: where none matches, there is nothing to check. */
  readonly finds?: true;
  /** Not for every run, being slow or a hook's: only where it is asked for by name or with `--all`. */
  readonly extra?: true;
}

const lint = (name: string): CheckProgram => ({ from: "python", requirements: "lint", name });
const lintModule = (name: string): CheckProgram => ({
  from: "python",
  requirements: "lint",
  name,
  module: true,
});
const GITLEAKS: CheckProgram = { from: "go", module: "github.com/zricethezav/gitleaks/v8@v8.30.1" };
const gitleaks = (name: string, args: readonly string[]): Check => ({
  name,
  program: GITLEAKS,
  args: [...args, "--no-banner", "--redact", "--verbose", "--log-level=warn"],
});
const schema = (name: string, builtin: string, files: RegExp): Check => ({
  name,
  program: lintModule("check_jsonschema"),
  args: ["--builtin-schema", `vendor.${builtin}`],
  files,
});

/** Every check beyond those of Deno itself, the cheap ones first. */
export const CHECKS: readonly Check[] = [
  { name: "files", program: { from: "deno", script: "tools/checks/file_hygiene.ts" }, args: [] },
  {
    name: "commit-titles",
    program: { from: "deno", script: "tools/checks/commit_title.ts" },
    args: ["--history"],
  },
  { name: "typos", program: lint("typos"), args: [] },
  { name: "yaml", program: lintModule("yamllint"), args: ["--strict"], files: /\.ya?ml$/ },
  { name: "shell", program: lint("shellcheck"), args: [], files: /^denow$|^\.ci\/run$|\.sh$/ },
  { name: "docker", program: lint("hadolint"), args: [], files: /(^|\/)Dockerfile$/ },
  { name: "just", program: lint("just"), args: ["--fmt", "--check", "--unstable"] },
  {
    name: "pre-commit",
    program: lintModule("pre_commit"),
    args: ["validate-config"],
    files: /^\.pre-commit-config\.yaml$/,
  },
  schema("workflow-schema", "github-workflows", /^\.github\/workflows\/[^/]+\.ya?ml$/),
  schema("dependabot-schema", "dependabot", /^\.github\/dependabot\.yml$/),
  schema("renovate-schema", "renovate", /^renovate\.json$/),
  schema("codecov-schema", "codecov", /^\.codecov\.yml$/),
  schema("issue-form-schema", "github-issue-forms", /^\.github\/ISSUE_TEMPLATE\/(?!config\.)[^/]+\.yml$/),
  schema("issue-config-schema", "github-issue-config", /^\.github\/ISSUE_TEMPLATE\/config\.yml$/),
  schema("compose-schema", "compose-spec", /(^|\/)(docker-)?compose\.ya?ml$/),
  {
    name: "workflows",
    program: { from: "go", module: "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12" },
    args: ["-pyflakes="], // it finds shellcheck on the PATH
    files: /^\.github\/workflows\/[^/]+\.ya?ml$/,
  },
  {
    name: "workflow-security",
    program: lint("zizmor"),
    args: ["--offline", "--no-progress", "--quiet", ".github"],
  },
  gitleaks("secrets", ["dir", "."]),
  gitleaks("secrets-history", ["git", "."]),
  { ...gitleaks("secrets-staged", ["git", "--pre-commit", "--staged", "."]), extra: true }, // for the commit hook
  {
    name: "terraform-format",
    program: { from: "path", name: "terraform" },
    args: ["fmt", "-check", "-diff", "-recursive", "infra"],
    files: /\.tf$/,
    finds: true,
  },
  {
    name: "terraform-lint",
    program: { from: "go", module: "github.com/terraform-linters/tflint@v0.64.0" },
    args: ["--recursive", "--chdir=infra"],
    files: /\.tf$/,
    finds: true,
    extra: true, // its first build takes minutes
  },
  {
    name: "terraform-security",
    program: { from: "python", requirements: "checkov", name: "checkov.main", module: true },
    args: ["--directory", "infra", "--framework", "terraform", "--compact", "--quiet", "--skip-download"],
    files: /\.tf$/,
    finds: true,
    extra: true, // its environment has half a gigabyte
  },
];
