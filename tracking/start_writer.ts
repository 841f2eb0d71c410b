import type { FromWriter, ToWriter, WriterTask } from "./writer_messages.ts";

/** A running writer. */
export interface RunningWriter {
  /** Tells it something; it does things in the order told. */
  tell(message: ToWriter): void;
  /** Ends it, whatever it is doing. */
  terminate(): void;
}

/** Who hears of a writer. */
export interface WriterListener {
  /** What it tells. */
  readonly onMessage: (message: FromWriter) => void;
  /** It died, and why. */
  readonly onDeath: (reason: string) => void;
}

/** Starts a writer. */
export type StartWriter = (task: WriterTask, listener: WriterListener) => RunningWriter;

/** The compiled program has modules of JavaScript, the checkout those that they were made from. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/**
 * Starts a writer in a thread of its own. A commit waits for the disk for a tenth of a second now and then, in which nothing
 * would be answered. Starting holds the caller up for some 20 ms.
 */
export function startWriter(task: WriterTask, { onMessage, onDeath }: WriterListener): RunningWriter {
  const worker = new Worker(new URL(`./writer_worker.${EXTENSION}`, import.meta.url), {
    type: "module",
    name: "prediction log",
  });
  worker.onmessage = ({ data }: MessageEvent<FromWriter>) => onMessage(data);
  worker.onerror = (event) => {
    event.preventDefault();
    onDeath(event.message);
  };
  worker.postMessage(task);
  return { tell: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
}
