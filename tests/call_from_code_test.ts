import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TaxiError } from "../lib/errors.ts";
import { fakeApp } from "../server/fake_app.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";
import { fencedBlocks } from "./markdown.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = Deno.readTextFileSync(join(ROOT, "docs/how-to/call_from_code.md"));

/** Has Requests among what it needs itself. */
const REQUIREMENTS = join(ROOT, "tools/requirements/schemathesis.txt");
const python = await pythonEnvironment({ requirements: REQUIREMENTS }).catch((error) => {
  if (!(error instanceof TaxiError)) throw error;
  return error;
});
const withoutPython = python instanceof TaxiError;

Deno.test("the how-to's curl asks what it says", async () => {
  const { said } = await runShown("sh", (text) => ["sh", "-c", text]);
  assert.equal(JSON.parse(said).predicted_duration, 20);
  assert.equal(JSON.parse(said).explanation.baseline, 15);
});

Deno.test("the how-to's TypeScript compiles, predicts and tells the actual", () =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, "call.ts");
    const client = new URL("../server/client.ts", import.meta.url).href;
    const { said, actuals } = await runShown("ts", (text) => {
      Deno.writeTextFileSync(file, text.replace('"./client.ts"', JSON.stringify(client)));
      const run = ["run", "--check", "--quiet", "--allow-net", "--allow-env=TAXI_TOKEN"];
      return [Deno.execPath(), ...run, "--config", join(ROOT, "deno.json"), file];
    });
    assert.equal(said, "20.0 minutes, of 10 such trips 9 take up to 26\n");
    assert.deepEqual(actuals, [23.5]);
  }));

Deno.test({
  name: `the how-to's Python predicts, tries again when told to, and tells the actual${
    withoutPython ? " (SKIPPED: python3 with Requests cannot be had)" : ""
  }`,
  ignore: withoutPython,
  fn: async () => {
    const { said, actuals } = await runShown("python", (text) => [python as string, "-c", text], { busy: 2 });
    assert.equal(said, "20.0 minutes\n+5.00 trip_distance\n");
    assert.deepEqual(actuals, [23.5]);
  },
});

/** Runs the page's only block of a language against a server that wants a token and is busy for as many requests. */
async function runShown(
  language: string,
  command: (text: string) => readonly string[],
  { busy = 0 } = {},
): Promise<{ said: string; actuals: number[] }> {
  const [block, ...others] = fencedBlocks(PAGE).filter((one) => one.language === language);
  assert.equal(others.length, 0);
  const app = fakeApp();
  const faults: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { authorization } = Object.fromEntries(request.headers);
    if (authorization !== "Bearer secret") faults.push(`authorization: ${authorization}`);
    if (busy-- > 0) return new Response("{}", { status: 503, headers: { "retry-after": "0" } });
    return app.request(request);
  });
  const [program, ...args] = command(
    block.text.replaceAll("127.0.0.1:8000", `127.0.0.1:${server.addr.port}`),
  );
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { TAXI_TOKEN: "secret", NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1", NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.deepEqual(faults, []);
  return { said: new TextDecoder().decode(stdout), actuals: app.actuals.map(({ actual }) => actual) };
}
