import { z } from "@hono/zod-openapi";
import { type BodyError, type Problem, problem, ProblemError } from "./problem.ts";

/** Problems listed in one answer; a batch can have tens of thousands, and their number is told anyway. */
const MAX_LISTED = 1000;
const MAX_TEXT = 40;

/**
 * What `schema` makes of a body.
 *
 * @throws ProblemError 422 with every fault of the body at once
 */
export function assertValid<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ProblemError(invalidBody(result.error));
}

/** The problem that lists every fault of a body. */
export function invalidBody({ issues }: z.core.$ZodError): Problem {
  const errors = issues.slice(0, MAX_LISTED).map(({ path, message }) => ({
    pointer: pointerOf(path),
    message,
  }));
  return problem(422, "invalid_body", summary(errors[0], issues.length), { errors });
}

/** A zod error setting that says what was found and what was `expected`. */
export function expects(expected: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => `found ${describe(input)}, expected ${expected}`;
}

/**
 * An array of at most `max` items. The length is judged before the items: 16 MB of wrong items would otherwise make
 * millions of faults before anyone counts them.
 *
 * @param plural what the items are called
 */
export function boundedArray<T>(item: z.ZodType<T>, max: number, plural: string): z.ZodType<T[]> {
  const expected = `an array of at most ${max} ${plural}`;
  const items = z.array(item, { error: expects(expected) }).max(max);
  return z.preprocess((body, context) => {
    if (!Array.isArray(body) || body.length <= max) return body;
    context.addIssue({ code: "custom", message: expects(expected)({ input: body }) });
    return z.NEVER;
  }, items);
}

function summary(first: BodyError, count: number): string {
  const where = first.pointer === "" ? "the body" : first.pointer;
  const others = count === 1 ? "" : ` (and ${count - 1} more ${count === 2 ? "problem" : "problems"})`;
  return `Cannot read ${where}: ${first.message}${others}`;
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Names a value of any size and depth in a few characters. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") {
    return JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
