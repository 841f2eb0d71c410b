import { TaxiError, UsageError } from "./errors.ts";
import { type PostgresAddress, postgresName } from "./postgres_address.ts";
import { BUSY_SECONDS, CONNECT_SECONDS, SILENT_SECONDS } from "./postgres_limits.ts";

/** Whether an error, translated or not, tells that there is no connection any more. */
export function isConnectionFault(error: unknown): boolean {
  const { code } = (error instanceof TaxiError && error.cause || error) as { code?: string };
  return CANNOT_CONNECT.has(code ?? "");
}

/** What the server or the network says, as one sentence without the password. */
export function translatePostgresFault(error: unknown, address: PostgresAddress): unknown {
  if (error instanceof TaxiError || !(error instanceof Error)) return error;
  const { code = "" } = error as { code?: string }, name = postgresName(address);
  const refused = (sentence: string) => new TaxiError(sentence, { code: "database", cause: error });
  if (code === "55P03") {
    return new TaxiError(
      `Cannot write to ${name}: another process kept it locked for ${BUSY_SECONDS} seconds`,
      { code: "database_busy", cause: error },
    );
  }
  if (code === "53100") {
    return new TaxiError(`Cannot write to ${name}: the disk is full`, { code: "disk_full", cause: error });
  }
  if (code === "28P01" || code === "28000") {
    return refused(`Cannot connect to ${name}: it refuses user "${address.user}" or the password`);
  }
  if (code === "22021" || code === "22P05") {
    const sentence = `Cannot store a text in ${name}: found a NUL character, expected none`;
    return new UsageError(sentence, undefined, "invalid_text"); // whoever sent it can mend it
  }
  const [, untrusted] = /^invalid peer certificate: (.*)$/.exec(error.message) ?? [];
  if (untrusted !== undefined) {
    return refused(`Cannot connect to ${name}: its certificate is not trusted: ${untrusted}`);
  }
  if (code === "3D000") return refused(`Cannot connect to ${name}: there is no such database`);
  if (CANNOT_CONNECT.has(code)) return refused(`Cannot connect to ${name}: ${REASONS[code] ?? code}`);
  return error;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  CONNECT_TIMEOUT: `no answer in ${CONNECT_SECONDS} seconds`,
  CONNECTION_CLOSED: "the server closed the connection",
  CONNECTION_ENDED: "the connection has been closed",
  "25P03": `a transaction was silent for ${SILENT_SECONDS} seconds`,
  "57P03": "the server is starting or stopping",
  "53300": "the server has no connection left",
};

const CANNOT_CONNECT: ReadonlySet<string> = new Set([
  ...Object.keys(REASONS),
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
  "57P01",
  "57P02",
]);
