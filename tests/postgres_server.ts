import { existsSync } from "node:fs";
import { join } from "node:path";

/** A PostgreSQL server of a test. */
export interface PostgresServer extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number;
  /** Makes an empty database and gives its address with user and password. */
  createDatabase(name: string): Promise<string>;
  /** Stops it as a power cut does. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

/** Who may ask everything there. */
export const POSTGRES_USER = "taxi";
/** The password of {@linkcode POSTGRES_USER}. */
export const POSTGRES_PASSWORD = "not-a-secret";

/** Where Debian keeps the programs that are not on the PATH. */
const DEBIAN = "/usr/lib/postgresql";

const programs = findPrograms();

/** What to add to the name of a test that needs PostgreSQL where there is none; else nothing. */
export const postgresMissing = programs === undefined
  ? " (SKIPPED: PostgreSQL's initdb and pg_ctl cannot be found)"
  : "";

/** PEM files with which a server encrypts. */
export interface PostgresCertificate {
  /** The certificate. */
  readonly cert: string;
  /** Its key. */
  readonly key: string;
}

/**
 * Starts a server of its own on a free port, its data in a temporary folder that goes with it. It refuses to run as root, so that
 * it is run by the user `postgres` then.
 *
 * @param certificate makes it speak TLS too
 */
export async function startPostgres(certificate?: PostgresCertificate): Promise<PostgresServer> {
  const folder = await Deno.makeTempDir({ prefix: "taxi-postgres-" });
  const data = join(folder, "data"), passwordFile = join(folder, "password");
  await Deno.writeTextFile(passwordFile, POSTGRES_PASSWORD);
  const tls = certificate && { cert: join(folder, "server.crt"), key: join(folder, "server.key") };
  if (tls) {
    await Deno.copyFile(certificate.cert, tls.cert);
    await Deno.writeTextFile(tls.key, await Deno.readTextFile(certificate.key), { mode: 0o600 });
  }
  if (isRoot()) {
    await run("chown", ["-R", "postgres", folder]);
  }
  const login = ["--username", POSTGRES_USER, "--pwfile", passwordFile, "--auth", "scram-sha-256"];
  await asServer("initdb", [
    "--pgdata",
    data,
    ...login,
    "--encoding",
    "UTF8",
    "--no-sync",
    "--locale",
    "C.UTF-8",
  ]);
  const port = freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off` +
    (tls ? ` -c ssl=on -c ssl_cert_file=${tls.cert} -c ssl_key_file=${tls.key}` : "");
  const log = ["--log", join(folder, "log")];
  const start = () =>
    asServer("pg_ctl", ["start", "--pgdata", data, "--wait", "--silent", ...log, "--options", settings]);
  const stop = () => asServer("pg_ctl", ["stop", "--pgdata", data, "--mode", "immediate", "--silent"]);
  await start();
  return {
    port,
    stop,
    start,
    async createDatabase(name) {
      const { default: postgres } = await import("postgres");
      const login = { host: "127.0.0.1", port, user: POSTGRES_USER, password: POSTGRES_PASSWORD };
      const sql = postgres({ ...login, database: "postgres", max: 1 });
      await sql.unsafe(`CREATE DATABASE "${name}"`);
      await sql.end();
      return `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@127.0.0.1:${port}/${name}`;
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? Array.from(Deno.readDirSync(DEBIAN), ({ name }) => name) : [];
  const folders = [
    ...versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, "bin")),
    ...(Deno.env.get("PATH") ?? "").split(":"),
  ];
  return folders.find((folder) => ["initdb", "pg_ctl"].every((name) => existsSync(join(folder, name))));
}

function isRoot(): boolean {
  return Deno.uid() === 0;
}

async function asServer(program: string, args: readonly string[]): Promise<void> {
  const path = join(programs!, program);
  if (isRoot()) await run("runuser", ["-u", "postgres", "--", path, ...args]);
  else await run(path, args);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: "/",
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
