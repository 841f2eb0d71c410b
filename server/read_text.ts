import { problem, ProblemError } from "./problem.ts";

/** Bytes in a megabyte, as limits count them. */
export const MEGABYTE = 1_000_000;

/**
 * The body as text. A declared length can be believed, since the HTTP server reads no more than that; only a body
 * without one is counted while it is read, because asking for the stream of every body costs a fifth of the requests
 * per second.
 *
 * @param maxBytes most that is read
 * @throws ProblemError 413 when the body is larger
 */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const declared = request.headers.get("content-length");
  if (declared !== null && !request.headers.has("transfer-encoding")) {
    if (Number(declared) > maxBytes) throw tooLarge(maxBytes);
    return await request.text();
  }
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
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
