import { UsageError } from "./errors.ts";

/** Where a PostgreSQL database is and who asks. */
export interface PostgresAddress {
  /** Name or number. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
  /** Name of the database on that server. */
  readonly database: string;
  /** Who asks. */
  readonly user: string;
  /** Never printed; undefined where the server asks for none. */
  readonly password?: string;
  /** How the connection is encrypted; undefined for not at all. */
  readonly tls?: PostgresTls;
}

/** How a connection to PostgreSQL is encrypted, in the words of its own clients. */
export interface PostgresTls {
  /** `require` encrypts, whoever answers; `verify-full` refuses who has no trusted certificate for the host's name. */
  readonly sslmode: "require" | "verify-full";
  /** File of certificates (PEM) to trust in place of the system's. */
  readonly sslrootcert?: string;
}

const USUAL_PORT = 5432;

/**
 * Reads `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=ca.pem`; without a password that of
 * `PGPASSWORD` holds.
 *
 * @throws UsageError which never shows the password
 */
export function parsePostgresUrl(text: string): PostgresAddress {
  const url = URL.parse(text);
  const refuse = (found: string) =>
    new UsageError(
      `Cannot read --tracking: ${found}, expected postgres://USER@HOST:PORT/DATABASE`,
      "taxi serve --tracking postgres://taxi@127.0.0.1:5432/taxi",
    );
  if (url === null) throw refuse("found no URL");
  if (!/^postgres(ql)?:$/.test(url.protocol)) throw refuse(`found "${url.protocol}//"`);
  const decode = (escaped: string) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      throw refuse("found an escape that is no text");
    }
  };
  const database = decode(url.pathname.slice(1));
  if (url.hostname === "") throw refuse("found no host");
  if (url.username === "") throw refuse("found no user");
  if (database === "" || database.includes("/")) throw refuse(`found database "${database}"`);
  const password = decode(url.password) || Deno.env.get("PGPASSWORD");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || USUAL_PORT),
    database,
    user: decode(url.username),
    ...(password ? { password } : {}),
    ...readTls(url.searchParams, refuse),
  };
}

function readTls(
  query: URLSearchParams,
  refuse: (found: string) => UsageError,
): { readonly tls?: PostgresTls } {
  for (const name of query.keys()) {
    if (name !== "sslmode" && name !== "sslrootcert") throw refuse(`found "?${name}="`);
  }
  const sslmode = query.get("sslmode") ?? "disable", sslrootcert = query.get("sslrootcert") || undefined;
  if (sslmode !== "disable" && sslmode !== "require" && sslmode !== "verify-full") {
    throw refuse(`found sslmode "${sslmode}", which is none of disable, require and verify-full`);
  }
  if (sslrootcert !== undefined && sslmode !== "verify-full") {
    throw refuse("found sslrootcert without verify-full");
  }
  if (sslmode === "disable") return {};
  return { tls: { sslmode, ...(sslrootcert === undefined ? {} : { sslrootcert }) } };
}

/** How people are told of a database: without user and password. */
export function postgresName({ host, port, database }: PostgresAddress): string {
  return `PostgreSQL database "${database}" on ${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The address as {@linkcode parsePostgresUrl} reads it, without the password. */
export function postgresUrl({ host, port, database, user, tls }: PostgresAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  const query = tls ? `?${new URLSearchParams({ ...tls })}` : "";
  return `postgres://${encodeURIComponent(user)}@${name}:${port}/${encodeURIComponent(database)}${query}`;
}
