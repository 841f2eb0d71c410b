/** What a statement takes in place of a `?`. */
export type SqlValue = string | number | bigint | null;

/** Statements for a database, whichever it is. They keep to what SQLite and PostgreSQL have in common. */
export interface Sql {
  /** The few words in which databases differ. */
  readonly dialect: Dialect;
  /** The rows a query gives. `Row` states what it selects; it is not checked. */
  all<Row>(statement: string, ...values: SqlValue[]): Promise<Row[]>;
  /** {@linkcode Sql.all} with the columns of each row in a list, which thousands of rows are read twice as fast by. */
  lists<Row extends readonly unknown[]>(statement: string, ...values: SqlValue[]): Promise<Row[]>;
  /** {@linkcode Sql.all} for the first row. */
  one<Row>(statement: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** Runs one writing statement. @returns the number of rows it changed */
  run(statement: string, ...values: SqlValue[]): Promise<number>;
  /** Runs one writing statement for each row of values. Rows for an `ON CONFLICT ... DO UPDATE` conflict with none of each other. */
  many(statement: string, rows: readonly (readonly SqlValue[])[]): Promise<void>;
}

/** How firmly a transaction is kept. */
export interface TransactionOptions {
  /** See {@linkcode SqlDatabase.transaction}; a database may keep it more firmly. */
  readonly relaxed?: boolean;
}

/** A database of several processes and of many tasks of this one. */
export interface SqlDatabase extends Sql {
  /**
   * Runs `work` in one write transaction: all of it is kept, or nothing. What `work` reads still holds when it writes. `work`
   * waits for its own statements and for nothing else. Outside of it nobody sees what it has written before its end.
   *
   * @param options.relaxed a power cut may take it back, also in a durable database, until a later transaction is on the disk
   * @throws TaxiError `database_busy` when others kept the database for too long; `disk_full`
   */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Lets go of the database; does nothing when it has been. */
  close(): Promise<void>;
}

/** The words in which databases differ. `?` stands for one value. */
export interface Dialect {
  /** Which database it is. */
  readonly name: "sqlite" | "postgres";
  /** The texts of a JSON array, to stand behind `IN`; takes the array as one value. */
  readonly textList: string;
  /** Whether a text is like a pattern of `%` and `_`, without escapes; takes the pattern, as {@linkcode Dialect.likePattern} has it. */
  like(text: string): string;
  /** A pattern as {@linkcode Dialect.like} takes it. */
  likePattern(pattern: string): string;
  /** {@linkcode Dialect.like} without regard to letter case; takes the pattern as it is. */
  ilike(text: string): string;
}
