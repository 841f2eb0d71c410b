import { TaxiError } from "../lib/errors.ts";

/** For `catch`: the prediction log failed, which the client is told as `sentence` (503) and the server's log exactly. */
export function logFault(sentence: string): (cause: unknown) => never {
  return (cause) => {
    throw new TaxiError(sentence, { code: "prediction_log", cause });
  };
}
