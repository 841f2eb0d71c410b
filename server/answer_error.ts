import type { ErrorHandler, NotFoundHandler } from "hono";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { METHODS } from "hono/router";
import { INTERNAL_FAULT, problem, ProblemError, problemOf, problemResponse } from "./problem.ts";
import type { AppEnv } from "./request_context.ts";

/** Told of every fault of the server itself: the id of the request, and what went wrong. */
export type FaultReporter = (requestId: string, error: unknown) => void;

/** The one place where whatever is thrown while answering becomes a problem. @param id of the request */
export function faultResponse(error: unknown, id: string, onFault: FaultReporter): Response {
  if (error instanceof ProblemError) return problemResponse(error.problem, error.headers);
  const known = problemOf(error);
  if (known !== undefined && known.status < 500) return problemResponse(known);
  onFault(id, error);
  return problemResponse({ ...(known ?? INTERNAL_FAULT), request_id: id });
}

/** {@linkcode faultResponse} for the routes. */
export function answerError(onFault: FaultReporter): ErrorHandler<AppEnv> {
  return (error, c) => faultResponse(error, c.env.id, onFault);
}

/** Answers a path that does not exist (404), or exists for other methods only (405, with `Allow`). */
export function answerUnknown(app: OpenAPIHono<AppEnv>): NotFoundHandler<AppEnv> {
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

function allowedMethods(app: OpenAPIHono<AppEnv>, path: string): string[] {
  const methods = METHODS.map((method) => method.toUpperCase()).filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method)
  );
  return methods.includes("GET") ? [...methods, "HEAD"] : methods; // Hono answers HEAD by GET's handler
}
