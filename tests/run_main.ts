import process from "node:process";
import { main } from "../main.ts";
import type { Ended } from "./taxi_process.ts";

Deno.env.delete("MLFLOW_TRACKING_URI"); // whoever runs the tests does not want their runs at the team's server

/** Runs one command line in this process and keeps what it says; one at a time. */
export async function runMain(args: readonly string[]): Promise<Ended> {
  const [stdout, stderr] = [process.stdout, process.stderr].map(captureWrites);
  process.exitCode = 0;
  try {
    const code = await main(args);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    process.exitCode = 0;
    stdout.restore();
    stderr.restore();
  }
}

function captureWrites(stream: NodeJS.WriteStream): { text: () => string; restore: () => void } {
  let text = "";
  const write = stream.write;
  stream.write = (part: string | Uint8Array) => {
    text += String(part);
    return true;
  };
  return { text: () => text, restore: () => void (stream.write = write) };
}
