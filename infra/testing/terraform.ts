import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { statFileSync } from "../../lib/stat_file.ts";
import { findProgram } from "../../tools/find_program.ts";
import { runCommand } from "../../tools/run_command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folders that may hold providers, laid out as Terraform's file-system mirrors are. */
const MIRRORS = ["/opt/tf-plugins", "/usr/share/terraform/plugins", "/usr/local/share/terraform/plugins"];

/** Whether `terraform` is on the PATH. */
export const hasTerraform: boolean = findProgram("terraform") !== undefined;

/**
 * Credentials that open nothing, so that no real account can be reached by mistake, and no question to a metadata
 * service either.
 */
export const TEST_CREDENTIALS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_SESSION_TOKEN: "test",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

/** Copies `infra/aws` with the unit that it reads into `folder`. @returns where the copy of `infra/aws` is */
export async function copyTerraform(folder: string): Promise<string> {
  const copy = join(folder, "infra", "aws");
  await Deno.mkdir(dirname(copy), { recursive: true });
  await Deno.mkdir(join(folder, "packaging"));
  await runCommand("cp", ["-r", join(ROOT, "infra", "aws"), copy]);
  await Deno.copyFile(
    join(ROOT, "packaging", "taxi.service"),
    join(folder, "packaging", "taxi.service"),
  );
  for (const name of [".terraform", "terraform.tfvars", "terraform.tfstate", "backend.tf"]) {
    await runCommand("rm", ["-rf", join(copy, name)]);
  }
  return copy;
}

/** Fetches the provider: from a mirror on this machine where there is one, else from Terraform's registry. */
export async function initTerraform(folder: string): Promise<void> {
  const mirror = MIRRORS.find((path) =>
    statFileSync(join(path, "registry.terraform.io", "hashicorp", "aws"))
  );
  await terraform(folder, ["init", "-input=false", ...mirror === undefined ? [] : [`-plugin-dir=${mirror}`]]);
}

/**
 * Runs terraform, and ends it after `seconds`: the provider asks again for minutes when a server answers with a fault.
 *
 * @param environment beside {@linkcode TEST_CREDENTIALS}
 */
export function terraform(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  seconds = 120,
): Promise<string> {
  const env = { TF_CLI_CONFIG_FILE: "", TF_IN_AUTOMATION: "1", ...TEST_CREDENTIALS, ...environment };
  return runCommand("timeout", [String(seconds), "terraform", ...args], { cwd: folder, env });
}
