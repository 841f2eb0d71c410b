import type { z } from "@hono/zod-openapi";
import { problem, ProblemError } from "./problem.ts";
import { readText } from "./read_text.ts";
import { assertValid } from "./validation.ts";

const JSON_TYPE = /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i;

/**
 * Reads, parses and validates a JSON body: the one way in for every route that takes one.
 *
 * @param maxBytes most that is read
 * @throws ProblemError 413, 415, 400 or 422, whichever the body earns first; 422 lists every fault
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, maxBytes: number): Promise<T> {
  const type = request.headers.get("content-type");
  if (type !== "application/json" && !JSON_TYPE.test(type ?? "")) {
    throw new ProblemError(problem(
      415,
      "unsupported_media_type",
      `Cannot read the body: content-type is "${type ?? "missing"}", expected "application/json"`,
    ));
  }
  return assertValid(schema, parseJson(await readText(request, maxBytes)));
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
