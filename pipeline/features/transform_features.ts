import { type FeatureColumn, type FeatureMatrix, UNSEEN } from "./feature_matrix.ts";
import type { FeatureDeclaration, TripRequests } from "./feature_spec.ts";
import { type FittedFeatures, hasMiles, pairKey } from "./fitted_features.ts";
import { ZONE_CODES, zoneDistance } from "./zone_distance.ts";

/**
 * Encodes trips for a model: the one path that training, batch prediction, the server and the monitor all take. Each row
 * depends on itself alone, so that one trip is encoded to the same bits as within ten million.
 *
 * @param matrix to fill, one that {@linkcode createMatrix} made for as many rows; a new one unless told. Whoever encodes one
 * trip after another keeps one: to make the arrays of a row costs ten times what it takes to fill them
 */
export function transformFeatures(
  fitted: FittedFeatures,
  trips: TripRequests,
  matrix: FeatureMatrix = createMatrix(fitted, trips.rows),
): FeatureMatrix {
  const { spec } = fitted;
  for (let column = 0; column < spec.length; column++) {
    fill(matrix.columns[column], spec[column], fitted, trips);
  }
  return matrix;
}

/** A matrix of `rows` for {@linkcode transformFeatures} to fill. */
export function createMatrix({ spec, pairs }: FittedFeatures, rows: number): FeatureMatrix {
  const columns = spec.map(({ type, name }): FeatureColumn => {
    if (type !== "pair" && type !== "zone") return { kind: "numeric", name, values: new Float64Array(rows) };
    const levels = type === "pair" ? pairs.length : ZONE_CODES;
    return { kind: "categorical", name, codes: new Int32Array(rows), levels };
  });
  return { rows, columns };
}

function fill(
  column: FeatureColumn,
  { type, name }: FeatureDeclaration,
  fitted: FittedFeatures,
  trips: TripRequests,
): void {
  if (column.kind === "categorical") {
    if (type === "pair") fillPairs(column.codes, fitted, trips);
    else fillZones(column.codes, name === "PULocationID" ? trips.pickupZone : trips.dropoffZone);
  } else fillNumbers(column.values, type, fitted, trips);
}

function fillPairs(
  codes: Int32Array,
  { codeOfPair }: FittedFeatures,
  { rows, pickupZone, dropoffZone }: TripRequests,
): void {
  for (let row = 0; row < rows; row++) codes[row] = codeOfPair[pairKey(pickupZone[row], dropoffZone[row])];
}

function fillZones(codes: Int32Array, zones: Uint16Array): void {
  for (let row = 0; row < zones.length; row++) codes[row] = zones[row];
}

function fillNumbers(
  values: Float64Array,
  type: FeatureDeclaration["type"],
  fitted: FittedFeatures,
  { rows, pickupZone, dropoffZone, distance }: TripRequests,
): void {
  for (let row = 0; row < rows; row++) {
    const told = distance[row];
    if (type === "distance") values[row] = Number.isFinite(told) ? told : fitted.meanDistance;
    else if (type === "distance_missing") values[row] = hasMiles(told) ? 0 : 1;
    else if (type === "imputed_distance" && hasMiles(told)) values[row] = told;
    else values[row] = typicalDistance(fitted, pickupZone[row], dropoffZone[row]);
  }
}

/** Miles to expect between two zones: the pair's history, else the way between the zones, else the mean of all trips. */
function typicalDistance(fitted: FittedFeatures, pickupZone: number, dropoffZone: number): number {
  const code = fitted.codeOfPair[pairKey(pickupZone, dropoffZone)];
  if (code !== UNSEEN) return fitted.pairDistance[code];
  const between = zoneDistance(pickupZone, dropoffZone);
  return Number.isNaN(between) ? fitted.meanDistance : fitted.detour * between;
}
