import { TaxiError, UsageError } from "./errors.ts";
import { type PostgresAddress, postgresName, type PostgresTls } from "./postgres_address.ts";
import { CONNECT_SECONDS } from "./postgres_limits.ts";

/** As the driver takes them. */
export type TlsOptions = "require" | {
  /** Certificates (PEM) to trust in place of the system's. */
  readonly ca?: string;
  /** The name that the certificate must have. */
  readonly servername: string;
  /** Whether it is looked at. */
  readonly rejectUnauthorized: true;
};

/**
 * What the driver is told of TLS.
 *
 * @param host whose name the certificate must have: else another one's would do for a host that is told by its number
 * @throws UsageError when the file of certificates cannot be read
 */
export function tlsOptions({ sslmode, sslrootcert }: PostgresTls, host: string): TlsOptions {
  if (sslmode === "require") return "require";
  const ca = sslrootcert === undefined ? {} : { ca: readCertificates(sslrootcert) };
  return { ...ca, servername: host, rejectUnauthorized: true };
}

function readCertificates(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UsageError(`Cannot read sslrootcert "${path}": ${(error as Error).message}`);
  }
}

/** Asks for TLS, the first words of a client of PostgreSQL that wants it. */
const SSL_REQUEST = new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]);
const NO = "N".charCodeAt(0);

/**
 * Refuses a server that does not speak TLS. The driver would connect to it again and again. A server that cannot be reached is
 * left to the driver, which knows why.
 *
 * @throws TaxiError
 */
export async function assertSpeaksTls(address: PostgresAddress): Promise<void> {
  const answer = new Uint8Array(1), signal = AbortSignal.timeout(CONNECT_SECONDS * 1000);
  try {
    using connection = await Deno.connect({ hostname: address.host, port: address.port, signal });
    signal.addEventListener("abort", () => connection.close());
    await connection.write(SSL_REQUEST);
    await connection.read(answer);
  } catch {
    return;
  }
  if (answer[0] !== NO) return;
  throw new TaxiError(
    `Cannot connect to ${
      postgresName(address)
    }: it does not encrypt, expected TLS as sslmode=${address.tls?.sslmode} asks`,
    { code: "database" },
  );
}
