import { STATUS_CODES } from "node:http";
import { TaxiError } from "../lib/errors.ts";

/** One thing wrong with a request's body. */
export interface BodyError {
  /** JSON pointer (RFC 6901) to the value at fault; empty for the whole body. */
  readonly pointer: string;
  /** What was found and what was expected. */
  readonly message: string;
}

/** The body of every answer that is not a success: RFC 9457, with a stable `code` for programs. */
export interface Problem {
  /** Always `about:blank`: the status tells the kind, `code` tells it exactly. */
  readonly type: "about:blank";
  /** The status in words. */
  readonly title: string;
  /** The HTTP status, repeated. */
  readonly status: number;
  /** One sentence for a person. */
  readonly detail: string;
  /** One stable word for a program. */
  readonly code: string;
  /** Every fault of the body, where the body is at fault. */
  readonly errors?: readonly BodyError[];
  /** Names the fault in the server's log, where the server is at fault. */
  readonly request_id?: string;
}

/** Ends a request with a problem that is the client's. */
export class ProblemError extends Error {
  /** With its problem. @param headers that the answer carries besides its type */
  constructor(readonly problem: Problem, readonly headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
  }
}

/** The media type of every {@linkcode Problem}. */
export const PROBLEM_TYPE = "application/problem+json";

/**
 * HTTP status by {@linkcode TaxiError} code. A code that is not listed is an internal fault: its sentence may name
 * files of this machine, so the client gets none of it.
 */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  not_found: 404,
  prediction_log: 503,
};

/** The problem that tells a client of `error`, or undefined when the client should learn only that something failed. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof TaxiError)) return undefined;
  const status = STATUS_BY_CODE[error.code];
  return status === undefined ? undefined : problem(status, error.code, error.message);
}

/** Makes a {@linkcode Problem} of a status, a code and a sentence. */
export function problem(
  status: number,
  code: string,
  detail: string,
  more: Pick<Problem, "errors" | "request_id"> = {},
): Problem {
  return { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail, code, ...more };
}

/** The answer that carries `problem`. */
export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": PROBLEM_TYPE, ...headers },
  });
}

/** What a client learns of a fault that is the server's own. */
export const INTERNAL_FAULT: Problem = problem(
  500,
  "internal",
  "The server failed on this request; its log tells why under the request id",
);
