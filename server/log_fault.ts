import { TaxiError } from "../lib/errors.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";

/**
 * For `catch`: the prediction log failed, which is counted, and of which the client is told `sentence` (503) and the
 * server's log the cause.
 */
export function logFault(
  metrics: Pick<ServerMetrics, "logFailed">,
  sentence: string,
): (cause: unknown) => never {
  return (cause) => {
    metrics.logFailed();
    throw new TaxiError(sentence, { code: "prediction_log", cause });
  };
}
