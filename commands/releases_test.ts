import assert from "node:assert/strict";
import { UsageError } from "../lib/errors.ts";
import { latestRelease, releasesUrl } from "./releases.ts";

const SUM = "0".repeat(64);

/** Serves `answer` on loopback and calls `test` with its address. */
async function withServer(
  answer: (path: string) => Response,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => answer(new URL(request.url).pathname),
  );
  try {
    await test(`http://127.0.0.1:${server.addr.port}/releases`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("releasesUrl prefers a mirror, then the named repository, and says what is missing without either", () => {
  const told = (variables: Record<string, string>) => releasesUrl((name) => variables[name]);
  assert.equal(told({ TAXI_RELEASES: "http://mirror/taxi/", TAXI_REPOSITORY: "a/b" }), "http://mirror/taxi");
  assert.equal(told({ TAXI_REPOSITORY: "a/b" }), "https://github.com/a/b/releases");
  assert.throws(() => told({ TAXI_REPOSITORY: "" }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /expected TAXI_REPOSITORY=owner\/name$/);
    return true;
  });
});

Deno.test("latestRelease reads the version off the list of checksums", async () => {
  const paths: string[] = [];
  const sums = `${SUM}  SBOM\n${SUM}  taxi-1.2.3-rc.1-x86_64-unknown-linux-gnu.tar.gz\n`;
  await withServer((path) => (paths.push(path), new Response(sums)), async (url) => {
    assert.equal(await latestRelease(url), "1.2.3-rc.1");
  });
  assert.deepEqual(paths, ["/releases/latest/download/SHA256SUMS"]);
});

Deno.test("latestRelease names the address and what it found there", async () => {
  await withServer(() => new Response("gone", { status: 404 }), async (url) => {
    await assert.rejects(
      latestRelease(url),
      /Cannot read http:.*SHA256SUMS: the answer is 404, expected 200/,
    );
  });
  for (const sums of ["", "<html>", `${SUM}  taxi-1.2-x86_64-unknown-linux-gnu.tar.gz`]) {
    await withServer(() => new Response(sums), async (url) => {
      await assert.rejects(latestRelease(url), /Cannot find a release of taxi in http:.*SHA256SUMS/);
    });
  }
  await assert.rejects(latestRelease("http://127.0.0.1:1/releases"), /Cannot read http:\/\/127\.0\.0\.1:1\//);
});
