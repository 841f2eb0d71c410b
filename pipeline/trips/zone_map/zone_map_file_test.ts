import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../../tests/temporary_folder.ts";
import { tileMap } from "./tile_map.ts";
import type { ZoneMap } from "./zone_map.ts";
import { writeZoneMap, ZoneMapFile, zoneMapOrigin } from "./zone_map_file.ts";

const MAP: ZoneMap = { ...tileMap(), outlines: "tlc" };

Deno.test("ZoneMapFile reads the schematic map without a file, then what is written, and again when that changes", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "zones.json");
    const file = new ZoneMapFile(path);
    const tiles = await file.read();
    assert.deepEqual(JSON.parse(tiles.text), tileMap());
    assert.equal((await new ZoneMapFile().read()).version, tiles.version);
    assert.equal(await zoneMapOrigin(path), undefined);

    await writeZoneMap(path, MAP);
    const written = await file.read();
    assert.equal(JSON.parse(written.text).outlines, "tlc");
    assert.notEqual(written.version, tiles.version);
    assert.equal(await file.read(), written, "an unchanged file is not read again");
    assert.equal(await zoneMapOrigin(path), "tlc");

    await writeZoneMap(path, { ...MAP, outlines: "file" });
    assert.equal(JSON.parse((await file.read()).text).outlines, "file");
  }));

const DAMAGED = {
  "no JSON": "{",
  "nothing": "null",
  "another document": "{}",
  "a path that is script": JSON.stringify({ ...MAP, zones: [{ ...MAP.zones[0], path: '"><script>' }] }),
  "a zone that is none": JSON.stringify({ ...MAP, zones: [{ ...MAP.zones[0], id: 266 }] }),
  "a shape without a label": JSON.stringify({ ...MAP, zones: [{ ...MAP.zones[0], label: null }] }),
};

for (const [name, text] of Object.entries(DAMAGED)) {
  Deno.test(`ZoneMapFile refuses ${name} by a sentence, until it is mended`, () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, "zones.json");
      await Deno.writeTextFile(path, text);
      const file = new ZoneMapFile(path);
      for (const read of [() => file.read(), () => file.read(), () => zoneMapOrigin(path)]) {
        await assert.rejects(
          read,
          /^TaxiError: Cannot use the zones in ".*zones\.json": found .*, expected a map of zones$/,
        );
      }
      await writeZoneMap(path, MAP);
      assert.equal(JSON.parse((await file.read()).text).outlines, "tlc");
    }));
}
