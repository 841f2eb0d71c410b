import { problem, ProblemError } from "./problem.ts";

/** Bytes in a megabyte, as limits count them. */
export const MEGABYTE = 1_000_000;

/** Milliseconds in which a body has to come in. */
export const BODY_MILLISECONDS = 30_000;

/**
 * A body of so many declared bytes or fewer gets no timer of its own, which would cost as much as a twentieth of its request:
 * the connection's watch ends it.
 */
const SMALL_BYTES = 65_536;

/**
 * The body as text. A declared length can be believed, since the HTTP server reads no more than that; only a body
 * without one is counted while it is read, because asking for the stream of every body costs a fifth of the requests
 * per second.
 *
 * @param maxBytes most that is read
 * @throws ProblemError 413 when the body is larger; 408 when it does not come in within its time; 400 when it breaks off
 */
export function readText(
  request: Request,
  maxBytes: number,
  milliseconds: number = BODY_MILLISECONDS,
): Promise<string> {
  const { headers } = request, declared = headers.get("content-length");
  const isDeclared = declared !== null && !headers.has("transfer-encoding");
  if (isDeclared && Number(declared) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  if (isDeclared && Number(declared) <= SMALL_BYTES) return request.text().catch(brokenOff);
  const reading = isDeclared ? request.text() : countedText(request, maxBytes);
  return inTime(reading, milliseconds).catch(brokenOff);
}

function brokenOff(fault: unknown): never {
  throw fault instanceof ProblemError ? fault : new ProblemError(BROKEN_OFF);
}

async function countedText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function inTime(reading: Promise<string>, milliseconds: number): Promise<string> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeUp.reject(tooSlow(milliseconds)), milliseconds);
  reading.catch(() => {}); // the end of its connection comes after the answer
  try {
    return await Promise.race([reading, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether or not somebody is left to read it, it is counted as the client's. */
const BROKEN_OFF = problem(
  400,
  "body_incomplete",
  "Cannot read the body: it broke off, or is not in chunks as it says",
);

function tooSlow(milliseconds: number): ProblemError {
  return new ProblemError(
    problem(
      408,
      "body_timeout",
      `Cannot read the body: it was not whole after ${milliseconds / 1000} seconds`,
    ),
    { connection: "close" },
  );
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    problem(
      413,
      "body_too_large",
      `Cannot read the body: it is too large, expected at most ${maxBytes / MEGABYTE} MB`,
    ),
  );
}
