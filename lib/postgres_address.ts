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
}

const USUAL_PORT = 5432;

/**
 * Reads `postgres://user:password@host:port/database`; without a password that of `PGPASSWORD` holds.
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
  if (url.search !== "") throw refuse(`found "?"`);
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
  };
}

/** How people are told of a database: without user and password. */
export function postgresName({ host, port, database }: PostgresAddress): string {
  return `PostgreSQL database "${database}" on ${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The address as {@linkcode parsePostgresUrl} reads it, without the password. */
export function postgresUrl({ host, port, database, user }: PostgresAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `postgres://${encodeURIComponent(user)}@${name}:${port}/${encodeURIComponent(database)}`;
}
