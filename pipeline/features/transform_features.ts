import { type FeatureColumn, type FeatureMatrix, UNSEEN } from "./feature_matrix.ts";
import type { FeatureDeclaration, TripRequests } from "./feature_spec.ts";
import { type FittedFeatures, hasMiles, pairKey } from "./fitted_features.ts";
import { ZONE_CODES, zoneDistance } from "./zone_distance.ts";

/**
 * Encodes trips for a model: the one path that training, batch prediction, the server and the monitor all take. Each row
 * depends on itself alone, so that one trip is encoded to the same bits as within ten million.
 */
export function transformFeatures(fitted: FittedFeatures, trips: TripRequests): FeatureMatrix {
  return { rows: trips.rows, columns: fitted.spec.map((declared) => encode(declared, fitted, trips)) };
}

function encode(declared: FeatureDeclaration, fitted: FittedFeatures, trips: TripRequests): FeatureColumn {
  const { name } = declared;
  switch (declared.type) {
    case "pair":
      return { kind: "categorical", name, codes: pairCodes(fitted, trips), levels: fitted.pairs.length };
    case "zone": {
      const zones = name === "PULocationID" ? trips.pickupZone : trips.dropoffZone;
      return { kind: "categorical", name, codes: new Int32Array(zones), levels: ZONE_CODES };
    }
    case "distance": {
      const known = (miles: number) => Number.isFinite(miles) ? miles : fitted.meanDistance;
      return { kind: "numeric", name, values: trips.distance.map(known) };
    }
    case "imputed_distance":
      return { kind: "numeric", name, values: imputeDistance(fitted, trips) };
    case "distance_missing":
      return { kind: "numeric", name, values: trips.distance.map((miles) => hasMiles(miles) ? 0 : 1) };
    case "pair_distance":
      return { kind: "numeric", name, values: pairDistances(fitted, trips) };
  }
}

function pairCodes(
  { codeOfPair }: FittedFeatures,
  { rows, pickupZone, dropoffZone }: TripRequests,
): Int32Array {
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) codes[row] = codeOfPair[pairKey(pickupZone[row], dropoffZone[row])];
  return codes;
}

function imputeDistance(fitted: FittedFeatures, trips: TripRequests): Float64Array {
  const values = new Float64Array(trips.rows);
  for (let row = 0; row < trips.rows; row++) {
    const told = trips.distance[row];
    values[row] = hasMiles(told)
      ? told
      : typicalDistance(fitted, trips.pickupZone[row], trips.dropoffZone[row]);
  }
  return values;
}

function pairDistances(
  fitted: FittedFeatures,
  { rows, pickupZone, dropoffZone }: TripRequests,
): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    values[row] = typicalDistance(fitted, pickupZone[row], dropoffZone[row]);
  }
  return values;
}

/** Miles to expect between two zones: the pair's history, else the way between the zones, else the mean of all trips. */
function typicalDistance(fitted: FittedFeatures, pickupZone: number, dropoffZone: number): number {
  const code = fitted.codeOfPair[pairKey(pickupZone, dropoffZone)];
  if (code !== UNSEEN) return fitted.pairDistance[code];
  const between = zoneDistance(pickupZone, dropoffZone);
  return Number.isNaN(between) ? fitted.meanDistance : fitted.detour * between;
}
