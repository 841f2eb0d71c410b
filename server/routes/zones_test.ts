import assert from "node:assert/strict";
import { join } from "node:path";
import { tileMap } from "../../pipeline/trips/zone_map/tile_map.ts";
import { writeZoneMap } from "../../pipeline/trips/zone_map/zone_map_file.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { fakeApp } from "../fake_app.ts";

Deno.test("GET /zones answers the home's map, and 304 to who has it", () =>
  withTemporaryFolder(async (folder) => {
    const zonesFile = join(folder, "zones.json");
    const { request } = fakeApp({ zonesFile });
    const tiles = await request("/zones");
    assert.deepEqual(await tiles.json(), tileMap());
    const etag = tiles.headers.get("etag")!;
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await request("/zones", { headers: { "if-none-match": tag } });
      assert.equal(again.status, 304, tag);
      assert.equal(again.headers.get("etag"), etag);
      assert.equal(await again.text(), "");
    }
    await writeZoneMap(zonesFile, { ...tileMap(), outlines: "file" });
    const changed = await request("/zones", { headers: { "if-none-match": etag } });
    assert.equal(changed.status, 200);
    assert.equal((await changed.json()).outlines, "file");
    assert.match(changed.headers.get("content-type")!, /^application\/json/);
  }));

Deno.test("GET /zones answers the schematic map when the home's is damaged, and tells of it", () =>
  withTemporaryFolder(async (folder) => {
    const zonesFile = join(folder, "zones.json");
    await Deno.writeTextFile(zonesFile, "{");
    const { request, faults } = fakeApp({ zonesFile });
    const response = await request("/zones");
    assert.equal(response.status, 200);
    assert.equal((await response.json()).outlines, "tiles");
    assert.match(String(faults[0].error), /Cannot use the zones in/);
  }));
