/** A point on the globe. */
export type LonLat = readonly [lon: number, lat: number];

/** A closed line; the first point may or may not be repeated at its end. */
export type Ring = readonly LonLat[];

/** One zone's outline as a source has it, before it is drawn. */
export interface Outline {
  /** LocationID, 1 to 265. */
  readonly id: number;
  /** As the source has it. */
  readonly name?: string;
  /** As the source has it. */
  readonly borough?: string;
  /** Polygons, each an outer ring and its holes. */
  readonly polygons: readonly (readonly Ring[])[];
}
