import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const REQUIREMENTS = fileURLToPath(new URL("../tools/requirements/schemathesis.txt", import.meta.url));

/** The same bodies in every run, so that a failure stays one; others are tried by `TAXI_SCHEMATHESIS_SEED`. */
const SEED = Deno.env.get("TAXI_SCHEMATHESIS_SEED") || "1";
const EXAMPLES = "25";

/** A Python that has schemathesis, or why there is none. */
const python = await pythonEnvironment({ requirements: REQUIREMENTS }).catch((error) => {
  if (!(error instanceof TaxiError)) throw error;
  return error;
});
const missing = python instanceof TaxiError ? " (SKIPPED: python3 with schemathesis cannot be had)" : "";

Deno.test({
  name: `schemathesis finds no answer that breaks the contract (TAXI_SCHEMATHESIS_SEED=${SEED})${missing}`,
  ignore: missing !== "",
  fn: () => withTemporaryFolder(attack),
});

async function attack(folder: string): Promise<void> {
  const home = join(folder, "home");
  const model = join(folder, "model.taxi");
  await taxiJson([
    "ingest",
    ...["--source", "synthetic", "--months", "2024-03..2024-04", "--rows", "3000", "--home", home],
  ]);
  await taxiJson([
    "train",
    ...["--train", "2024-03", "--test", "2024-04", "--output", model, "--home", home],
  ]);
  const { token } = await taxiJson(["tokens", "create", "schemathesis", "--home", home]);
  await using server = await startServer(["--model", model, "--home", home]);
  const { code, said } = await schemathesis(folder, server.url, token);
  assert.equal(code, 0, said);
  assert.match(said, /^ +\d{3,} generated, \d+ passed/m, "it has hardly tried anything");
}

/** Every check on examples, on the edges of every schema and on random data; never a word to anybody else. */
async function schemathesis(
  cwd: string,
  url: string,
  token: string,
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(python as string, {
    args: [
      ...["-m", "schemathesis.cli", "run", `${url}/openapi.json`, "--checks", "all"],
      ...["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED],
      ...["--header", `Authorization: Bearer ${token}`],
      ...["--generation-database", ":memory:", "--request-timeout", "5", "--no-color"],
    ],
    cwd, // it may write files beside where it runs
    env: { NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  return { code, said: `${new TextDecoder().decode(stdout)}${new TextDecoder().decode(stderr)}` };
}
