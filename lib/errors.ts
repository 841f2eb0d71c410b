/** Exit codes of every command. */
export const EXIT = { done: 0, fault: 1, usage: 2, alert: 3 } as const;

/** What a {@linkcode TaxiError} carries beside its sentence. */
export interface TaxiErrorOptions {
  /** Stable machine-readable word, sent as problem+json `code`. */
  code: string;
  /** Exit code of a command that ends with this error; a fault unless told. */
  exit?: number;
  /** The command to type instead, for usage errors. */
  hint?: string;
  /** What went wrong underneath; for the log, never for the person. */
  cause?: unknown;
  /** What the sentence tells of, for programs that tell it in words of their own. */
  about?: Readonly<Record<string, unknown>>;
}

/**
 * A fault told to a person: one sentence that names the thing, what was found and what was expected.
 * The same sentence goes to the terminal and, as problem+json, to an HTTP client.
 */
export class TaxiError extends Error {
  /** Stands before the sentence in a stack; people are shown the sentence alone. */
  override readonly name: string = "TaxiError";
  /** Stable machine-readable word, such as `no_such_month`; the server gives some of them an HTTP status of their own. */
  readonly code: string;
  /** Exit code of a command that ends with this error, one of {@linkcode EXIT}. */
  readonly exit: number;
  /** Command to type instead, shown after `Try:`; absent when no command would help. */
  readonly hint?: string;
  /** What the sentence tells of, such as `{ run: "3f2a" }`; empty where no program asked for it. */
  readonly about: Readonly<Record<string, unknown>>;

  /**
   * Makes an error that is ready to be thrown.
   *
   * @param message the sentence: capital letter, names quoted, no full stop
   */
  constructor(message: string, options: TaxiErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.exit = options.exit ?? EXIT.fault;
    this.hint = options.hint;
    this.about = options.about ?? {};
  }
}

/** The caller asked for something that cannot be: exit code 2, with the command to type instead. */
export class UsageError extends TaxiError {
  /** Tells it from its parent in a stack. */
  override readonly name = "UsageError";

  /**
   * Makes an error of exit code 2.
   *
   * @param hint the command to type instead
   * @param code a word of its own, for callers that treat this misuse apart from all others
   * @param about what the sentence tells of
   */
  constructor(
    message: string,
    hint?: string,
    code = "usage",
    about?: Readonly<Record<string, unknown>>,
  ) {
    super(message, { code, exit: EXIT.usage, hint, about });
  }
}

/** Something named does not exist in its store. */
export class NotFoundError extends TaxiError {
  /** Tells it from its parent in a stack. */
  override readonly name = "NotFoundError";

  /**
   * Makes an error of exit code 2 and code `not_found`.
   *
   * @param hint the command that shows what does exist, or makes the missing thing
   * @param about what is missing
   */
  constructor(message: string, hint?: string, about?: Readonly<Record<string, unknown>>) {
    super(message, { code: "not_found", exit: EXIT.usage, hint, about });
  }
}
