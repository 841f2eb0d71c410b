import { systemFault } from "../lib/system_fault.ts";
import type { OutlineOrigin, ZoneMap } from "../pipeline/trips/zone_map/zone_map.ts";
import { writeZoneMap, zoneMapOrigin } from "../pipeline/trips/zone_map/zone_map_file.ts";
import type { Home } from "./home.ts";

/** Maps that a source's own does not replace: what somebody gave by hand stays, and nothing replaces TLC's. */
const KEPT: Readonly<Record<string, readonly OutlineOrigin[]>> = {
  tlc: ["tlc", "file"],
  synthetic: ["tlc", "file", "synthetic"],
};

/**
 * Gives a home the outlines that belong to a source, where it has none yet: TLC's are fetched, the synthetic city's are
 * invented, other sources have none. A map is never worth a failed ingest, so what goes wrong is only told.
 *
 * @param source as `--source` names it
 * @param fetchTlc fetches TLC's outlines; for tests
 */
export async function ingestZones(
  home: Pick<Home, "zones">,
  source: string,
  warn: (sentence: string) => void,
  fetchTlc?: () => Promise<ZoneMap>,
): Promise<void> {
  const kept = KEPT[source];
  if (kept === undefined) return;
  try {
    const origin = await zoneMapOrigin(home.zones).catch(() => undefined); // a damaged map is made anew
    if (origin !== undefined && kept.includes(origin)) return;
    await writeZoneMap(home.zones, await (source === "tlc" ? (fetchTlc ?? tlcMap)() : syntheticMap()));
  } catch (error) {
    warn(`taxi: The map stays schematic: ${(error as Error).message}`);
  }
}

/**
 * Gives a home the outlines of a file: GeoJSON or a zipped shapefile.
 *
 * @returns how many zones it has an outline for
 * @throws TaxiError when it cannot be read or is something else
 */
export async function ingestZoneFile(home: Pick<Home, "zones">, file: string): Promise<number> {
  const { readOutlines } = await import("../pipeline/trips/zone_map/read_outlines.ts");
  const { drawOutlines } = await import("../pipeline/trips/zone_map/draw_outlines.ts");
  const bytes = await Deno.readFile(file).catch((error) => {
    throw systemFault(error, `Cannot read "${file}"`) ?? error;
  });
  const map = drawOutlines("file", await readOutlines(file, bytes));
  await writeZoneMap(home.zones, map);
  return map.zones.filter(({ path }) => path !== null).length;
}

async function tlcMap(): Promise<ZoneMap> {
  const { fetchOutlines } = await import("../pipeline/trips/zone_map/fetch_outlines.ts");
  const { drawOutlines } = await import("../pipeline/trips/zone_map/draw_outlines.ts");
  return drawOutlines("tlc", await fetchOutlines());
}

async function syntheticMap(): Promise<ZoneMap> {
  const { cityOutlines } = await import("../pipeline/trips/synthetic_city/city_outlines.ts");
  const { drawOutlines } = await import("../pipeline/trips/zone_map/draw_outlines.ts");
  return drawOutlines("synthetic", cityOutlines());
}
