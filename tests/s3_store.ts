import { type Moto, MOTO_REQUIREMENTS, startMoto } from "../infra/testing/moto.ts";
import { TEST_CREDENTIALS } from "../infra/testing/terraform.ts";
import { TaxiError } from "../lib/errors.ts";
import { connectS3, type S3Connection } from "../lib/s3_client.ts";
import { pythonEnvironment } from "../tools/python_environment.ts";

/** What to add to the name of a test that needs moto where there is no Python for it; else nothing. */
export const motoMissing = await pythonEnvironment({ requirements: MOTO_REQUIREMENTS }).then(
  () => "",
  (error) => {
    if (!(error instanceof TaxiError)) throw error;
    return " (SKIPPED: python3 with moto cannot be had)";
  },
);

/** A name of the test's bucket. */
export const BUCKET = "taxi";

/** Starts moto with an empty {@linkcode BUCKET}; `folder` receives its files. */
export async function startS3(folder: string): Promise<Moto> {
  const moto = await startMoto(folder);
  const place = ["--create-bucket-configuration", "LocationConstraint=eu-central-1"];
  await moto.ask("s3api", "create-bucket", "--bucket", BUCKET, ...place);
  return moto;
}

/** The environment of a program that is to use the S3 at `url`. */
export function s3Environment(url: string): Readonly<Record<string, string>> {
  return { ...TEST_CREDENTIALS, AWS_ENDPOINT_URL: url };
}

/** A client of the S3 at `url`. */
export function connectTo(url: string): Promise<S3Connection> {
  const keys = { accessKeyId: "test", secretAccessKey: "test" };
  return connectS3((name) => name === "AWS_ENDPOINT_URL" ? url : undefined, keys);
}

/** Stands before an S3, and sees and spoils what it is asked. */
export interface SpoiltS3 extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Given each request: an answer in place of the store's, or nothing to let it pass. */
  spoil: (request: Request) => Response | undefined;
}

/** Stands before the S3 at `url`. */
export function spoiltS3(url: string): SpoiltS3 {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const body = request.body && await request.bytes();
    const { method, headers } = request, { pathname, search } = new URL(request.url);
    return spoilt.spoil(request) ?? await fetch(url + pathname + search, { method, headers, body });
  });
  const spoilt: SpoiltS3 = {
    url: `http://127.0.0.1:${server.addr.port}`,
    spoil: () => undefined,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return spoilt;
}

/** Stands before the server at `url` and hangs up on the first `count` connections. */
export function hangingUp(url: string, count: number): Disposable & { readonly url: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = new URL(url);
  const serve = async (connection: Deno.TcpConn) => {
    if (count-- > 0) return connection.close();
    const server = await Deno.connect({ hostname, port: Number(port) });
    const pipe = (from: Deno.TcpConn, to: Deno.TcpConn) => from.readable.pipeTo(to.writable).catch(() => {});
    await Promise.all([pipe(connection, server), pipe(server, connection)]);
  };
  void (async () => {
    for await (const connection of listener) void serve(connection);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    [Symbol.dispose]: () => listener.close(),
  };
}
