import { z } from "@hono/zod-openapi";
import { problem, ProblemError } from "./problem.ts";

/**
 * What `schema` makes of a query; a parameter that is told twice counts as it was told first, and unknown ones are ignored.
 *
 * @throws ProblemError 422 `invalid_query` with every fault at once
 */
export function readQuery<T>(url: string, schema: z.ZodType<T>): T {
  const told = new URL(url).searchParams;
  const result = schema.safeParse(Object.fromEntries([...told.keys()].map((key) => [key, told.get(key)])));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new ProblemError(problem(422, "invalid_query", `Cannot read the query's ${faults.join("; ")}`));
}
