import { join } from "node:path";
import { freePort } from "../tools/free_port.ts";
import { runCommand } from "../tools/run_command.ts";
import { compileEnvironment } from "../tools/test_setup.ts";
import { taxiCommand, type TaxiUnderTest } from "./measured_taxi.ts";
import type { CommandLine } from "./measured_command.ts";
import type { Service } from "./running_service.ts";

const BARE_SERVER = join(import.meta.dirname!, "bare_server.ts");
const PYTHON_SERVER = join(import.meta.dirname!, "python", "serve.py");
const TRIP = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };

/** What {@linkcode taxiService} serves. */
export interface TaxiServing {
  readonly taxi: TaxiUnderTest;
  /** As `taxi serve --model` takes it. */
  readonly model: string;
  /** Home of the registry and of the prediction log. */
  readonly home: string;
  /** Further options of `taxi serve`. */
  readonly options?: readonly string[];
}

/** `taxi serve` as it is, with everything on that is on by itself: checks, prediction log, metrics; and a token. */
export function taxiService({ taxi, model, home, options = [] }: TaxiServing): Service {
  const port = freePort(), token = crypto.randomUUID();
  const args = ["--model", model, "--port", String(port), "--home", home, ...options];
  const command = { ...taxiCommand(taxi, "serve", args), env: { TAXI_TOKEN: token } };
  const stderrFile = join(home, "serve.log");
  return { command: sayingInto(stderrFile, command), stderrFile, port, body: TRIP, token };
}

/** Only what is told on stderr goes to the file; the process that is started is the command's own. */
export function sayingInto(file: string, command: CommandLine): CommandLine {
  return { ...command, argv: ["sh", "-c", 'exec 2>>"$0"; exec "$@"', file, ...command.argv] };
}

/** The server of `bare_server.ts`, compiled where `taxi` is. */
export async function bareService(taxi: TaxiUnderTest, scratch: string): Promise<() => Service> {
  let argv = [Deno.execPath(), "run", "--quiet", "-A", BARE_SERVER];
  if (taxi.compiled) {
    const output = join(scratch, "bare");
    const env = await compileEnvironment(new URL("..", import.meta.url));
    await runCommand(Deno.execPath(), ["compile", "-A", "--quiet", "--output", output, BARE_SERVER], { env });
    argv = [output];
  }
  return () => {
    const port = freePort();
    return { command: { name: "bare", argv: [...argv, String(port)] }, port, body: TRIP };
  };
}

/** The service of `python/serve.py`. */
export function fastApiService(python: string, model: string, predict: "pipeline" | "lookup"): Service {
  const port = freePort();
  const argv = [python, PYTHON_SERVER, model, "--port", String(port), "--predict", predict];
  return { command: { name: "fastapi", argv }, port, body: TRIP };
}
