import assert from "node:assert/strict";
import settings from "../deno.json" with { type: "json" };
import { runTaxi, taxiJson } from "./taxi_process.ts";

/** A release server on loopback whose latest release has this version. */
function releaseServer(version: string): Deno.HttpServer<Deno.NetAddr> {
  const sums = `${"a".repeat(64)}  taxi-${version}-x86_64-unknown-linux-gnu.tar.gz\n`;
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response(sums));
}

for (const [version, newer] of [["999.0.0", true], [settings.version, false], ["0.0.1", false]] as const) {
  Deno.test(`taxi upgrade --check ${newer ? "tells of" : "is content with"} ${version}`, async () => {
    await using server = releaseServer(version);
    const releases = `http://127.0.0.1:${server.addr.port}`;
    const env = { TAXI_RELEASES: releases };
    const document = await taxiJson(["upgrade", "--check"], { env });
    assert.deepEqual(document, { current: settings.version, latest: version, newer, releases });
    const { code, stdout } = await runTaxi(["upgrade", "--check"], { env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      newer ? /curl -fsSL http:.*\/download\/v999\.0\.0\/install\.sh \| sh/ : / is up to date: /,
    );
  });
}

Deno.test("taxi upgrade without --check says what to type", async () => {
  const { code, stderr } = await runTaxi(["upgrade"]);
  assert.equal(code, 2);
  assert.match(stderr, /does not replace itself: expected --check/);
});
