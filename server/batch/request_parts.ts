import { problem, ProblemError } from "../problem.ts";

const INTERRUPTED = problem(400, "body_incomplete", "Cannot read the body: it ended before it was complete");

/** The body of a request as it comes, read once. */
export class RequestParts {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #given = false;

  /** Takes the body over. */
  constructor(request: Request) {
    this.#reader = request.body?.getReader();
  }

  /**
   * Its parts.
   *
   * @throws ProblemError 400 when the client breaks it off, which is no fault of the server, or {@linkcode giveUp} was called
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (this.#reader !== undefined) {
      const { value, done } = await this.#reader.read().catch(() => {
        throw new ProblemError(INTERRUPTED);
      });
      if (this.#given) throw new ProblemError(INTERRUPTED);
      if (done) return;
      yield value;
    }
  }

  /** Wants no more of it, whoever waits for the next part. */
  async giveUp(): Promise<void> {
    this.#given = true;
    await this.#reader?.cancel().catch(() => {}); // broken off already
  }
}
