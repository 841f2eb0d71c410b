import { TaxiError } from "./errors.ts";
import { type S3Address, s3Url } from "./s3_address.ts";

/**
 * What the store, the network or the search for credentials says, as one sentence.
 *
 * @param endpoint who was asked, when it is not AWS
 */
export function translateS3Fault(error: unknown, address: S3Address, endpoint?: string): unknown {
  if (error instanceof TaxiError || !(error instanceof Error)) return error;
  const fault = (sentence: string) => new TaxiError(sentence, { code: "storage", cause: error });
  const name = s3Url(address), status = statusOf(error);
  if (error instanceof TypeError || error.name === "TimeoutError") {
    return fault(`Cannot reach ${name} at ${endpoint ?? "AWS"}: ${networkReason(error.message)}`);
  }
  if (error.name === "NoSuchBucket" || error.name === "InvalidBucketName") {
    return fault(`Cannot use ${name}: there is no such bucket`);
  }
  if (/Credentials|Token(Provider)?Error/.test(error.name) && status === undefined) {
    return fault(
      `Cannot use ${name}: found no credentials, expected such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  }
  if (status === 401 || status === 403) {
    return fault(
      `Cannot use ${name}: access is denied${/^(Unknown|\d)/.test(error.name) ? "" : ` (${error.name})`}`,
    );
  }
  return status === undefined ? error : fault(`Cannot use ${name}: ${error.name}: ${error.message}`);
}

/** The HTTP status of an answer that is an error; undefined for what is no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode;
}

/** The innermost words of `error sending request for url (...): client error (Connect): tcp connect error: Connection refused (os error 111)`. */
function networkReason(message: string): string {
  const reason = message.replace(/ \(os error \d+\)$/, "").split(": ").at(-1)!;
  return reason[0].toLowerCase() + reason.slice(1);
}
