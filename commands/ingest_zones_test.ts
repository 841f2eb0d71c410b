import assert from "node:assert/strict";
import { join } from "node:path";
import { TaxiError } from "../lib/errors.ts";
import { drawOutlines } from "../pipeline/trips/zone_map/draw_outlines.ts";
import { fetchOutlines } from "../pipeline/trips/zone_map/fetch_outlines.ts";
import { zoneMapOrigin } from "../pipeline/trips/zone_map/zone_map_file.ts";
import { NEW_YORK_PRJ, shapefileZip } from "../tests/shapefile_zip.ts";
import { withTemporaryFolder } from "../tests/temporary_folder.ts";
import { ingestZoneFile, ingestZones } from "./ingest_zones.ts";

const ZIP = shapefileZip(
  [{
    id: 161,
    zone: "Midtown Center",
    borough: "Manhattan",
    rings: [[[988218, 215366], [988218, 225366], [998218, 225366], [988218, 215366]]],
  }],
  "",
  NEW_YORK_PRJ,
);

const GEOJSON = JSON.stringify({
  features: [{
    properties: { location_id: 7 },
    geometry: { type: "Polygon", coordinates: [[[-74, 40], [-74, 41], [-73, 41], [-74, 40]]] },
  }],
});

/** Serves `answer` as TLC would, and hands out how to fetch it. */
async function withPublisher(
  answer: () => Response,
  test: (fetchTlc: () => Promise<ReturnType<typeof drawOutlines>>) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  try {
    const url = `http://127.0.0.1:${server.addr.port}/misc/taxi_zones.zip`;
    await test(async () => drawOutlines("tlc", await fetchOutlines(url)));
  } finally {
    await server.shutdown();
  }
}

const inHome = (test: (home: { readonly zones: string; readonly folder: string }) => Promise<void>) =>
  withTemporaryFolder((folder) => test({ folder, zones: join(folder, "zones.json") }));

Deno.test("ingestZones invents outlines for the synthetic city, replaces them by TLC's, and keeps those", () =>
  inHome((home) =>
    withPublisher(() => new Response(ZIP as Uint8Array<ArrayBuffer>), async (fetchTlc) => {
      const warnings: string[] = [];
      const warn = (sentence: string) => void warnings.push(sentence);
      await ingestZones(home, "synthetic", warn);
      assert.equal(await zoneMapOrigin(home.zones), "synthetic");
      await ingestZones(home, "tlc", warn, fetchTlc);
      assert.equal(await zoneMapOrigin(home.zones), "tlc");
      await ingestZones(home, "synthetic", warn);
      await ingestZones(home, "tlc", warn, () => Promise.reject(new Error("asked again")));
      await ingestZones(home, "/some/folder", warn);
      assert.equal(await zoneMapOrigin(home.zones), "tlc");
      assert.deepEqual(warnings, []);
    })
  ));

const REFUSALS: readonly (readonly [string, () => Response, RegExp])[] = [
  ["is refused", () => new Response("no", { status: 403 }), /answered 403, expected 200$/],
  ["brings something else", () => new Response("<html>"), /expected a zipped shapefile$/],
];
for (const [name, answer, sentence] of REFUSALS) {
  Deno.test(`ingestZones warns when the fetch ${name}, and leaves the home as it was`, () =>
    inHome((home) =>
      withPublisher(answer, async (fetchTlc) => {
        const warnings: string[] = [];
        await ingestZones(home, "tlc", (warning) => void warnings.push(warning), fetchTlc);
        assert.equal(warnings.length, 1);
        assert.match(warnings[0], /^taxi: The map stays schematic: Cannot /);
        assert.match(warnings[0], sentence);
        assert.equal(await zoneMapOrigin(home.zones), undefined);
      })
    ));
}

Deno.test("fetchOutlines tells that nobody answers", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await assert.rejects(fetchOutlines(`http://127.0.0.1:${port}/z.zip`, 50), /the server does not answer$/);
  listener.close();
  await assert.rejects(fetchOutlines(`http://127.0.0.1:${port}/z.zip`), TaxiError);
});

Deno.test("ingestZoneFile takes a zipped shapefile and GeoJSON, over any other map", () =>
  inHome(async (home) => {
    const [zip, json] = [join(home.folder, "z.zip"), join(home.folder, "z.geojson")];
    await Deno.writeFile(zip, ZIP);
    await Deno.writeTextFile(json, GEOJSON);
    assert.equal(await ingestZoneFile(home, zip), 1);
    assert.match(
      await Deno.readTextFile(home.zones),
      /"outlines":"file".*"id":161,"name":"Midtown Center",[^}]*"path":"M/,
    );
    assert.equal(await ingestZoneFile(home, json), 1);
    assert.match(await Deno.readTextFile(home.zones), /"id":7,[^}]*"path":"M/);
    await ingestZones(home, "synthetic", assert.fail);
    assert.equal(await zoneMapOrigin(home.zones), "file");
  }));

Deno.test("ingestZoneFile refuses a file that is not there by a sentence", () =>
  inHome((home) =>
    assert.rejects(
      ingestZoneFile(home, join(home.folder, "none.zip")),
      /^TaxiError: Cannot read ".*none\.zip": there is no such file/,
    )
  ));
