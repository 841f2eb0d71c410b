import assert from "node:assert/strict";
import { join } from "node:path";
import { parsePostgresUrl, type PostgresTls } from "../lib/postgres_address.ts";
import { postgresDatabase } from "../lib/postgres_sql.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import { makeCertificate, opensslMissing } from "./certificates.ts";
import { postgresMissing, type PostgresServer, startPostgres } from "./postgres_server.ts";
import { runTaxi } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const missing = postgresMissing + opensslMissing;

/** A test with a server whose certificate is for `localhost`, not for its number. */
function testTls(
  name: string,
  work: (server: PostgresServer, folder: string, authority: string) => Promise<void>,
): void {
  Deno.test({
    name: `PostgreSQL with TLS: ${name}${missing}`,
    ignore: missing !== "",
    fn: () =>
      withTemporaryFolder(async (folder) => {
        const certificate = await makeCertificate(folder, "DNS:localhost");
        await using server = await startPostgres(certificate);
        await work(server, folder, certificate.authority);
      }),
  });
}

testTls(
  "require encrypts, verify-full wants a trusted certificate of the host's name",
  async (server, folder, ca) => {
    const address = parsePostgresUrl(await server.createDatabase("tls"));
    const isEncrypted = async (host: string, tls?: PostgresTls) => {
      const sql = postgresDatabase({ ...address, host, ...(tls ? { tls } : {}) });
      try {
        const select = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        return (await sql.one<{ ssl: boolean }>(select))!.ssl;
      } finally {
        await sql.close();
      }
    };
    const trusting = { sslmode: "verify-full", sslrootcert: ca } as const;
    assert.equal(await isEncrypted("127.0.0.1"), false);
    assert.equal(await isEncrypted("127.0.0.1", { sslmode: "require" }), true);
    assert.equal(await isEncrypted("localhost", trusting), true);
    const untrusted = (host: string) =>
      new RegExp(
        `^Cannot connect to PostgreSQL database "tls" on ${host}:\\d+: its certificate is not trusted: `,
      );
    await assert.rejects(isEncrypted("localhost", { sslmode: "verify-full" }), {
      code: "database",
      message: untrusted("localhost"),
    });
    await assert.rejects(isEncrypted("127.0.0.1", trusting), { message: untrusted("127.0.0.1") });
    await assert.rejects(isEncrypted("localhost", { ...trusting, sslrootcert: join(folder, "none") }), {
      code: "usage",
      message: /^Cannot read sslrootcert ".*none": /,
    });
  },
);

testTls("a command keeps its runs there, as its address says", async (server, folder, ca) => {
  const url = (await server.createDatabase("runs")).replace("127.0.0.1", "localhost");
  const list = (query: string) => runTaxi(["runs", "list", "--home", folder, "--tracking", url + query]);
  const { code, stdout, stderr } = await list(`?sslmode=verify-full&sslrootcert=${ca}`);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, new RegExp(`--tracking '?postgres://.*[?]sslmode=verify-full&sslrootcert=`));
  const refused = await list("?sslmode=verify-full");
  assert.match(refused.stderr, /^taxi: Cannot connect to .*: its certificate is not trusted: .*\n$/);
  assert.equal(refused.code, 1);
});

Deno.test({
  name: `PostgreSQL without TLS is refused where TLS is asked for${postgresMissing}`,
  ignore: postgresMissing !== "",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      await using server = await startPostgres();
      const database = parsePostgresUrl(`${await server.createDatabase("plain")}?sslmode=require`);
      await assert.rejects(openTracking(folder, { database }), {
        code: "database",
        message:
          `Cannot connect to PostgreSQL database "plain" on 127.0.0.1:${server.port}: it does not encrypt, ` +
          "expected TLS as sslmode=require asks",
      });
      await assert.rejects(openTracking(folder, { database: { ...database, port: 1 } }), {
        code: "database",
        message: /: nothing listens there$/,
      });
    }),
});
