import { setImmediate } from "node:timers/promises";
import type { FaultReporter } from "../answer_error.ts";
import type { PredictedTrips, PredictionService } from "../prediction_service.ts";
import { INTERNAL_FAULT, problem, ProblemError, problemOf } from "../problem.ts";
import type { AppContext } from "../request_context.ts";
import { splitKey } from "../routes/split_key.ts";
import { type AnswerEnd, waitingAnswer } from "./waiting_answer.ts";
import { RequestParts } from "./request_parts.ts";
import type { StreamAnswer, StreamForm } from "./stream_form.ts";

/** What {@linkcode createStreamAnswering} joins. */
export interface StreamAnsweringOptions {
  /** Answers each block of trips. */
  readonly predict: PredictionService;
  /** Told of what is the server's fault once an answer has begun. */
  readonly onFault: FaultReporter;
  /** Most streams that are answered at once, each of which may hold a record batch and an answer in memory. */
  readonly maxStreams: number;
  /** Milliseconds that a client may take nothing of a full answer before it is given up, and the log no rows. */
  readonly stallMilliseconds: number;
}

const OVERLOADED = problem(
  503,
  "overloaded",
  "The server is answering as many streams as it may at once; send the request again in a second",
);

/** Answers a request whose trips come as a stream. */
export type StreamAnswering = (c: AppContext, form: StreamForm) => Promise<Response>;

/**
 * Answers streams of trips while they come. What is wrong with the first block of trips, or with what comes before, is
 * answered by a problem; a later fault ends the answer, which has begun by then.
 */
export function createStreamAnswering(options: StreamAnsweringOptions): StreamAnswering {
  const { predict, onFault, maxStreams, stallMilliseconds } = options;
  let streams = 0;

  return async (c, form) => {
    if (streams >= maxStreams) throw new ProblemError(OVERLOADED, { "retry-after": "1" });
    const body = new RequestParts(c.req.raw);
    const began = performance.now();
    const now = () => c.env.receivedAt + Math.floor(performance.now() - began); // ids have to grow, whoever else gets some
    let answer: StreamAnswer | undefined;

    async function* parts(): AsyncGenerator<Uint8Array> {
      streams++;
      try {
        const key = splitKey(c.req.raw, c.env);
        let predicted: PredictedTrips | undefined;
        for await (const trips of form.read(body)) {
          const begun = predicted && { model: predicted.model, patience: stallMilliseconds };
          predicted = await predict({ trips, splitKey: key, askedAt: now(), ...begun });
          answer ??= await form.answer(predicted.model);
          yield answer.rows(predicted, trips);
          await setImmediate(); // for other requests
        }
        predicted ??= await predict({ trips: NO_TRIPS, splitKey: key, askedAt: now() });
        answer ??= await form.answer(predicted.model);
        yield answer.end();
      } finally {
        streams--;
        await body.giveUp();
      }
    }

    const tellFault = (error: unknown): AnswerEnd => {
      const known = error instanceof ProblemError ? error.problem : problemOf(error);
      if (known === undefined || known.status >= 500) onFault(c.env.id, error);
      const told = { ...(known ?? INTERNAL_FAULT), request_id: c.env.id };
      return { last: answer!.fault(told), breaks: answer!.breaks };
    };

    const rest = parts();
    const first = await rest.next();
    const giveUp = () => body.giveUp();
    const sent = waitingAnswer({ first: first.value, rest, tellFault, giveUp, stallMilliseconds });
    return new Response(sent, { headers: { "content-type": form.type } });
  };
}

const NO_TRIPS = {
  rows: 0,
  pickup: new Float64Array(),
  pickupZone: new Uint16Array(),
  dropoffZone: new Uint16Array(),
  distance: new Float64Array(),
};
