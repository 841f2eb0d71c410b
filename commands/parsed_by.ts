import { z } from "zod";

/** For `transform` of a schema: what a parser of ours gives, and where it throws its sentence as the fault. */
export function parsedBy<Given, Value>(
  parse: (given: Given) => Value,
): (given: Given, context: z.RefinementCtx) => Value {
  return (given, context) => {
    try {
      return parse(given);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  };
}
