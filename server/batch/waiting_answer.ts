/** How an answer ends that has a fault. */
export interface AnswerEnd {
  /** Told before it ends. */
  readonly last: Uint8Array;
  /** Whether the connection breaks after that. */
  readonly breaks: boolean;
}

/** What {@linkcode waitingAnswer} sends. */
export interface WaitingAnswerOptions {
  /** Sent before the rest. */
  readonly first: Uint8Array;
  /** Asked for more while there is room; closed when nobody wants more. */
  readonly rest: AsyncGenerator<Uint8Array>;
  /** What to say when `rest` fails. */
  readonly tellFault: (error: unknown) => AnswerEnd;
  /** Told that nobody wants more, so that `rest` waits for nothing either. */
  readonly giveUp: () => Promise<void>;
  /** Milliseconds for which nothing may be taken when there is no room. */
  readonly stallMilliseconds: number;
}

/**
 * Bytes of an answer that may wait. Many clients read nothing before they have sent everything: so much can be answered to
 * them, a million rows of Arrow for one. Beyond it the server stops to read, and both would wait forever.
 */
export const MAX_WAITING_BYTES = 1 << 25;

/** Stands in the queue where the connection breaks. */
const BREAK = Symbol("break");

/** A body that is made ahead of the client as far as memory may be used, and no further. */
export function waitingAnswer(options: WaitingAnswerOptions): ReadableStream<Uint8Array> {
  const waiting = waitingParts(options).getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await waiting.read();
      if (done) controller.close();
      else if (value === BREAK) controller.error(new Error("The answer has a fault"));
      else controller.enqueue(value);
    },
    cancel: (reason) => waiting.cancel(reason),
  }, { highWaterMark: 0 });
}

function waitingParts(
  { first, rest, tellFault, giveUp, stallMilliseconds }: WaitingAnswerOptions,
): ReadableStream<Uint8Array | typeof BREAK> {
  let stalled: ReturnType<typeof setTimeout> | undefined, wanted = true;
  const end = async () => {
    wanted = false;
    clearTimeout(stalled);
    await giveUp();
    await rest.return(undefined);
  };
  return new ReadableStream<Uint8Array | typeof BREAK>({
    start: (controller) => controller.enqueue(first),
    async pull(controller) {
      clearTimeout(stalled);
      try {
        const { value, done } = await rest.next();
        if (done) return controller.close();
        controller.enqueue(value);
      } catch (error) {
        if (!wanted) return;
        const { last, breaks } = tellFault(error);
        controller.enqueue(last);
        if (breaks) controller.enqueue(BREAK);
        return controller.close();
      }
      if (controller.desiredSize! > 0) return;
      stalled = setTimeout(async () => {
        controller.error(new Error("The client reads nothing"));
        await end();
      }, stallMilliseconds);
    },
    cancel: end,
  }, { highWaterMark: MAX_WAITING_BYTES, size: (part) => part === BREAK ? 0 : part.byteLength });
}
