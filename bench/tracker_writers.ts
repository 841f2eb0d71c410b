import { TaxiError } from "../lib/errors.ts";
import { TrackerClient } from "./tracker_client.ts";

/** A point that a writer has been told is kept. */
export interface Acknowledged {
  readonly run: string;
  readonly step: number;
}

/** What became of all that was sent. */
export interface Written {
  /** Points whose request was answered with 200, in no certain order. */
  readonly acknowledged: readonly Acknowledged[];
  /** Answers other than 200, each with its text. */
  readonly refused: readonly string[];
  /** Requests that were on their way as the server ended. */
  readonly unanswered: number;
}

/**
 * So many clients at once, each with a connection and a run of its own, log one point after the other until they are told to
 * stop or the server is gone.
 *
 * @param firstStep of every writer; the metric is `m`
 */
export async function writeAtOnce(
  port: number,
  writers: number,
  until: AbortSignal,
  firstStep = 0,
): Promise<Written> {
  const written = { acknowledged: [] as Acknowledged[], refused: [] as string[], unanswered: 0 };
  const write = async () => {
    try {
      using client = await TrackerClient.connect(port);
      const answer = await client.post("runs/create", { experiment_id: "0", start_time: Date.now() });
      const run = answer.json().run.info.run_id;
      for (let step = firstStep; !until.aborted; step++) {
        await client.post("runs/log-metric", { run_id: run, key: "m", value: step, timestamp: step, step });
        written.acknowledged.push({ run, step });
      }
    } catch (error) {
      if (error instanceof TaxiError && error.code === "bench_refused") written.refused.push(error.message);
      else written.unanswered++; // the connection broke off
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return written;
}
