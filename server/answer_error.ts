import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { METHODS } from "hono/router";
import { type Problem, problem, problemOf, problemResponse } from "./problem.ts";

/** Told of every fault of the server itself: the id that the client was given, and what went wrong. */
export type FaultReporter = (requestId: string, error: unknown) => void;

/** The one place where whatever is thrown while answering becomes a problem. */
export function answerError(onFault: FaultReporter): ErrorHandler {
  return async (error, c) => {
    const known = error instanceof HTTPException ? await rejectedBody(error, c) : problemOf(error);
    if (known !== undefined && known.status < 500) return problemResponse(known);
    const requestId = crypto.randomUUID();
    onFault(requestId, error);
    return problemResponse({ ...(known ?? INTERNAL_FAULT), request_id: requestId });
  };
}

const INTERNAL_FAULT = problem(
  500,
  "internal",
  "The server failed on this request; its log tells why under the request id",
);

/** Answers a path that does not exist (404), or exists for other methods only (405, with `Allow`). */
export function answerUnknown(app: OpenAPIHono): NotFoundHandler {
  return (c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0) {
      return problemResponse(
        problem(404, "unknown_path", `Nothing is at "${c.req.path}"; GET /docs lists what is`),
      );
    }
    const allow = allowed.join(", ");
    return problemResponse(
      problem(405, "method_not_allowed", `Cannot ${c.req.method} "${c.req.path}": expected ${allow}`),
      { allow },
    );
  };
}

function allowedMethods(app: OpenAPIHono, path: string): string[] {
  const methods = METHODS.map((method) => method.toUpperCase()).filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method)
  );
  return methods.includes("GET") ? [...methods, "HEAD"] : methods; // Hono answers HEAD by GET's handler
}

/** Hono's own refusals: a body that is no JSON, or of another media type. */
async function rejectedBody(error: HTTPException, c: Context): Promise<Problem | undefined> {
  if (error.status === 415) {
    const found = c.req.header("content-type") ?? "missing";
    return problem(
      415,
      "unsupported_media_type",
      `Cannot read the body: content-type is "${found}", expected "application/json"`,
    );
  }
  if (error.status !== 400) return undefined;
  return problem(400, "malformed_json", `Cannot read the body as JSON: ${await jsonFault(c)}`);
}

/** Hono drops the parser's words, so the body (kept by Hono) is parsed once more to get them. */
async function jsonFault(c: Context): Promise<string> {
  try {
    JSON.parse(await c.req.text());
  } catch (error) {
    return (error as Error).message;
  }
  return "it could not be read";
}
