import { writeFileAtomically } from "../../../lib/atomic_file.ts";
import { sha256 } from "../../../lib/hash.ts";
import { statFile } from "../../../lib/stat_file.ts";
import { tileMap } from "./tile_map.ts";
import { type OutlineOrigin, parseZoneMap, type ZoneMap } from "./zone_map.ts";

/** Writes a map where {@linkcode ZoneMapFile} finds it: a reader sees the old one or the whole new one. */
export async function writeZoneMap(path: string, map: ZoneMap): Promise<void> {
  await writeFileAtomically(path, JSON.stringify(map));
}

/**
 * Where the map at `path` comes from, undefined when none is there.
 *
 * @throws TaxiError `corrupt_zones` when it is none
 */
export async function zoneMapOrigin(path: string): Promise<OutlineOrigin | undefined> {
  if (await statFile(path) === undefined) return undefined;
  return parseZoneMap(await Deno.readTextFile(path), path).outlines;
}

/** A map as it is sent. */
export interface ZoneMapText {
  /** JSON of a {@linkcode ZoneMap}. */
  readonly text: string;
  /** Names this very text: the start of its SHA-256. */
  readonly version: string;
}

const VERSION_DIGITS = 16;

/** The map of a home, read again when its file has changed; a home without one has the schematic map. */
export class ZoneMapFile {
  #known: { readonly stamp: string; readonly map: ZoneMapText } | undefined;

  /**
   * Of the home's `zones.json`.
   *
   * @param path undefined for no home
   */
  constructor(private readonly path?: string) {}

  /**
   * The map of this moment.
   *
   * @throws TaxiError `corrupt_zones` when the file is none, each time until it is mended
   */
  async read(): Promise<ZoneMapText> {
    const found = this.path === undefined ? undefined : await statFile(this.path);
    const stamp = found === undefined ? "" : `${found.mtime?.getTime()} ${found.size} ${found.ino}`;
    if (this.#known?.stamp !== stamp) {
      const text = found === undefined
        ? JSON.stringify(tileMap())
        : checked(await Deno.readTextFile(this.path!), this.path!);
      this.#known = { stamp, map: { text, version: sha256(text).slice(0, VERSION_DIGITS) } };
    }
    return this.#known.map;
  }
}

/** Only what can be drawn is sent. */
function checked(text: string, path: string): string {
  parseZoneMap(text, path);
  return text;
}
