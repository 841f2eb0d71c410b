import type { RouteConfig } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import { type Problem, PROBLEM_TYPE } from "../problem.ts";

/** The body of every answer that is not a success. */
export const PROBLEM_SCHEMA: z.ZodType<Problem> = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  detail: z.string().openapi({ description: "One sentence for a person" }),
  code: z.string().openapi({ description: "One stable word for a program" }),
  errors: z.array(z.object({
    pointer: z.string().openapi({ description: "JSON pointer into the body; empty for the whole body" }),
    message: z.string(),
  })).optional(),
  request_id: z.string().optional().openapi({ description: "Names the fault in the server's log" }),
}).openapi("Problem", {
  description: "RFC 9457",
  example: {
    type: "about:blank",
    title: "Unprocessable Entity",
    status: 422,
    detail: "Cannot read /PULocationID: found 300, expected a TLC zone number from 1 to 265",
    code: "invalid_body",
    errors: [{ pointer: "/PULocationID", message: "found 300, expected a TLC zone number from 1 to 265" }],
  },
});

const DESCRIPTIONS = {
  400: "The body is not what its content type says, or broke off",
  408: "The body did not come in within its time",
  413: "The body is too large",
  415: "The body's content type is none of those listed",
  422: "The body can be read but is not what is expected; every fault is listed",
  500: "The server failed; its log tells why under the request id",
  503: "The prediction log has no room, or too much is asked at once; send the request again",
} as const;

/** OpenAPI responses that are problems, by status. */
export function problemAnswers(descriptions: Readonly<Record<number, string>>): RouteConfig["responses"] {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [status, {
      description,
      content: { [PROBLEM_TYPE]: { schema: PROBLEM_SCHEMA } },
    }]),
  );
}

/** OpenAPI responses of a route with a JSON body: how it can be refused, and how it can fail. */
export const PROBLEM_ANSWERS: RouteConfig["responses"] = problemAnswers(DESCRIPTIONS);
