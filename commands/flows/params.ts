import { z } from "zod";
import { UsageError } from "../../lib/errors.ts";
import { parseMonth, parseMonths } from "../../pipeline/trips/month.ts";
import { parsedBy } from "../parsed_by.ts";

/** A month, `YYYY-MM`. */
export const MONTH = z.string().refine((text) => {
  try {
    return parseMonth(text) !== undefined;
  } catch {
    return false;
  }
}, { message: "expected YYYY-MM, such as 2023-01" });

/** Reads the parameters of a flow. @throws UsageError naming the flow, the parameter and what was expected */
export function readParams<Schema extends z.ZodType>(
  flow: string,
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [{ path, message }] = error.issues;
  const name = path.length > 0 ? ` parameter "${path.join(".")}"` : " parameters";
  throw new UsageError(`Cannot run flow "${flow}":${name}: ${message}`, `taxi flow run ${flow} --help`);
}

/** Months as people write them: `2023-01`, `2023-01..2023-03` or a list of both. */
export const MONTHS = z.union([z.string(), z.array(MONTH)]).transform(
  parsedBy((given) => parseMonths(typeof given === "string" ? given : given.join(","))),
);
