import type { Sql, SqlDatabase, TransactionOptions } from "../../lib/sql.ts";

/** Writes some rows. */
export type Write = (sql: Sql) => Promise<void>;

/** Writes that come while another transaction is being committed go together into the next one, in their order. */
export class WriteBatch {
  readonly #sql: SqlDatabase;
  #waiting: Write[] = [];
  #relaxed = true;
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** Into a database. */
  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /**
   * Fulfilled when the write is committed, and rejected with all those of its transaction when it could not be.
   *
   * @param options.relaxed a power cut may take it back, until a later one is on the disk
   */
  add(write: Write, { relaxed = false }: TransactionOptions = {}): Promise<void> {
    this.#waiting.push(write);
    this.#relaxed &&= relaxed;
    this.#next ??= this.#last = this.#last.catch(() => {}).then(() => this.#commit());
    return this.#next;
  }

  async #commit(): Promise<void> {
    const writes = this.#waiting, relaxed = this.#relaxed;
    this.#waiting = [];
    this.#relaxed = true;
    this.#next = undefined;
    await this.#sql.transaction(async (sql) => {
      for (const write of writes) await write(sql);
    }, { relaxed });
  }
}
