import type { z } from "@hono/zod-openapi";
import { problem, ProblemError } from "./problem.ts";
import { readText } from "./read_text.ts";
import { assertValid } from "./validation.ts";

const JSON_TYPE = /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i;

/**
 * Reads, parses and validates a JSON body: the one way in for every route that takes one.
 *
 * @param maxBytes most that is read
 * @param milliseconds in which it has to come in
 * @throws ProblemError 408, 413, 415, 400 or 422, whichever the body earns first; 422 lists every fault
 */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  maxBytes: number,
  milliseconds?: number,
): Promise<T> {
  return assertValid(schema, await readAnyJson(request, maxBytes, milliseconds));
}

/** {@linkcode readJson} for whoever judges what the body says: it can be anything. @throws ProblemError 413, 415 or 400 */
export async function readAnyJson(
  request: Request,
  maxBytes: number,
  milliseconds?: number,
): Promise<unknown> {
  const type = request.headers.get("content-type");
  if (type !== "application/json" && !JSON_TYPE.test(type ?? "")) {
    throw new ProblemError(problem(
      415,
      "unsupported_media_type",
      `Cannot read the body: content-type is "${type ?? "missing"}", expected "application/json"`,
    ));
  }
  return parseJson(await readText(request, maxBytes, milliseconds));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError(
      problem(400, "malformed_json", `Cannot read the body as JSON: ${(error as Error).message}`),
    );
  }
}
