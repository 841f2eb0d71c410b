import { TaxiError } from "../lib/errors.ts";
import type { Actual } from "./logged_prediction.ts";
import { openPredictionDatabase } from "./prediction_database.ts";
import type {
  FeatureColumn,
  PredictionBatch,
  PredictionQueue,
  RecordedActuals,
  ServedModelIdentity,
} from "./prediction_queue.ts";
import type { LogLimits } from "./prediction_retention.ts";
import { PredictionRing } from "./prediction_ring.ts";
import { type RunningWriter, type StartWriter, startWriter } from "./start_writer.ts";
import { createWaiters } from "./waiters.ts";
import type { FromWriter } from "./writer_messages.ts";

/** Rows that may wait unless told. */
export const DEFAULT_CAPACITY = 65_536;

/** Longest that a row waits before the writer is told of it; then comes the commit itself. */
export const COMMIT_MILLISECONDS = 50;

/** Rows of which the writer is told at once. */
const MANY_ROWS = 4096;
const CLOSE_MILLISECONDS = 5000, LET_GO_MILLISECONDS = 1000;

/** What can be different in a queue. */
export interface QueueOptions {
  /** Rows that may wait; {@linkcode DEFAULT_CAPACITY} unless told. */
  readonly capacity?: number;
  /** How much of the log is kept; all unless told. */
  readonly limits?: LogLimits;
  /** Told at the end of rows that could not be committed, and why. */
  readonly onLost?: (rows: number, reason: string) => void;
  /** How to start the writer: a thread of its own unless told. */
  readonly start?: StartWriter;
}

/**
 * Opens the prediction log of a home for writing. Rows are copied into a ring; a thread commits them, told every
 * {@linkcode COMMIT_MILLISECONDS} at the latest. It is started once there is something to commit, in the turn of the event loop
 * after that, so that the first answer does not wait for it.
 *
 * @param columns what is logged with each prediction
 * @throws TaxiError when the database cannot be opened
 */
export function openPredictionQueue(
  home: string,
  columns: readonly FeatureColumn[],
  options: QueueOptions = {},
): PredictionQueue {
  openPredictionDatabase(home).close(); // what cannot be opened is told now, and migrated before anything is served
  return new ThreadedQueue(home, columns, options);
}

class ThreadedQueue implements PredictionQueue {
  readonly #home: string;
  readonly #columns: readonly FeatureColumn[];
  readonly #options: QueueOptions;
  readonly #ring: PredictionRing;
  readonly #modelNumbers = new WeakMap<ServedModelIdentity, number>();
  readonly #actuals = new Map<number, PromiseWithResolvers<RecordedActuals>>();
  readonly #waiters = createWaiters();
  #writer: RunningWriter | undefined;
  #newModels: ServedModelIdentity[] = [];
  #models = 0;
  #actualsTold = 0;
  /** Places in the ring: all before are offered, told to the writer, committed. */
  #offered = 0;
  #told = 0;
  #committed = 0;
  #timer: number | undefined;
  #fault: string | undefined;
  /** Why nothing more is taken. */
  #closed: string | undefined;
  #closing: Promise<number> | undefined;
  /** Nothing more will be committed. */
  #ended = false;

  constructor(home: string, columns: readonly FeatureColumn[], options: QueueOptions) {
    this.#home = home;
    this.#columns = columns;
    this.#options = options;
    this.#ring = new PredictionRing(columns.length, options.capacity ?? DEFAULT_CAPACITY);
  }

  offer(batch: PredictionBatch): boolean {
    if (!this.#fits(batch.rows) || this.#closed !== undefined) return false;
    this.#ring.put(this.#offered, batch, this.#modelNumbers.get(batch.model) ?? this.#addModel(batch.model));
    this.#offered += batch.rows;
    if (this.#isWorthTelling()) this.#tellRows();
    else this.#timer ??= setTimeout(() => this.#tellRows(), this.#writer ? COMMIT_MILLISECONDS : 0);
    return true;
  }

  async room(rows: number, milliseconds: number): Promise<boolean> {
    if (rows > this.#ring.capacity) return false;
    this.#tellRows();
    const settled = () => this.#fits(rows) || this.#closed !== undefined;
    return await this.#waiters.wait(settled, milliseconds) && this.#closed === undefined;
  }

  async recordActuals(actuals: readonly Actual[]): Promise<RecordedActuals> {
    if (this.#closed !== undefined) throw closedFault(this.#closed);
    this.#tellRows();
    const number = this.#actualsTold++;
    const answer = Promise.withResolvers<RecordedActuals>();
    this.#actuals.set(number, answer);
    this.#running().tell({ kind: "actuals", number, actuals });
    return await answer.promise;
  }

  status(): ReturnType<PredictionQueue["status"]> {
    return { waiting: this.#offered - this.#committed, capacity: this.#ring.capacity, fault: this.#fault };
  }

  async flush(): Promise<void> {
    const end = this.#offered;
    this.#tellRows();
    await this.#waiters.wait(() => this.#committed >= end || this.#ended);
    if (this.#committed < end) throw closedFault(this.#closed!);
  }

  close(milliseconds = CLOSE_MILLISECONDS): Promise<number> {
    return this.#closing ??= this.#close(milliseconds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(milliseconds: number): Promise<number> {
    this.#tellRows();
    this.#closed ??= "it is closed";
    this.#waiters.check();
    await this.#waiters.wait(() => this.#isIdle() || this.#ended, milliseconds);
    const lost = this.#offered - this.#committed;
    if (lost > 0) {
      this.#options.onLost?.(lost, this.#fault ?? `more than ${milliseconds / 1000} s were needed`);
    }
    await this.#endWriter();
    return lost;
  }

  #fits(rows: number): boolean {
    return this.#offered - this.#committed + rows <= this.#ring.capacity;
  }

  #isIdle(): boolean {
    return this.#committed === this.#offered && this.#actuals.size === 0;
  }

  /** Many rows, and the writer has nothing else to do: what comes while it has is told at once after that, in one transaction. */
  #isWorthTelling(): boolean {
    return this.#offered - this.#told >= MANY_ROWS && this.#told === this.#committed;
  }

  #addModel(model: ServedModelIdentity): number {
    const { name, version, hash } = model; // a predictor has more, which no thread could be told
    this.#newModels.push({ name, version, hash });
    this.#modelNumbers.set(model, this.#models);
    return this.#models++;
  }

  #tellRows(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#told === this.#offered || this.#closed !== undefined) return;
    const writer = this.#running();
    for (const model of this.#newModels.splice(0)) writer.tell({ kind: "model", model });
    writer.tell({ kind: "rows", upTo: this.#offered });
    this.#told = this.#offered;
  }

  #running(): RunningWriter {
    const { start = startWriter, limits = {} } = this.#options;
    const { capacity, memory } = this.#ring;
    return this.#writer ??= start({ home: this.#home, columns: this.#columns, capacity, memory, limits }, {
      onMessage: (message) => this.#hear(message),
      onDeath: (reason) => this.#end(`the writer of the log died: ${reason}`),
    });
  }

  #hear(message: FromWriter): void {
    if (message.kind === "committed") {
      this.#committed = message.upTo;
      this.#fault = undefined;
      if (this.#isWorthTelling()) this.#tellRows();
    } else if (message.kind === "fault") this.#fault = message.message;
    else if (message.kind === "recorded") this.#takeActuals(message.number).resolve(message.recorded);
    else if (message.kind === "refused") {
      const fault = new TaxiError(message.message, { code: "prediction_log" });
      this.#takeActuals(message.number).reject(fault);
    } else this.#ended = true;
    this.#waiters.check();
  }

  #takeActuals(number: number): PromiseWithResolvers<RecordedActuals> {
    const answer = this.#actuals.get(number)!;
    this.#actuals.delete(number);
    return answer;
  }

  /** Lets the writer let go of the database, so that no file of it is left behind, unless it hangs. */
  async #endWriter(): Promise<void> {
    this.#writer?.tell({ kind: "close" });
    await this.#waiters.wait(() => this.#ended || this.#writer === undefined, LET_GO_MILLISECONDS);
    this.#writer?.terminate();
    this.#end("it is closed");
  }

  #end(reason: string): void {
    this.#closed = reason;
    this.#ended = true;
    if (!this.#isIdle()) this.#fault ??= reason;
    for (const { reject } of this.#actuals.values()) reject(closedFault(reason));
    this.#actuals.clear();
    this.#waiters.check();
  }
}

function closedFault(reason: string): TaxiError {
  return new TaxiError(`Cannot write to the prediction log: ${reason}`, { code: "closed" });
}
