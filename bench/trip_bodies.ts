import { seededRandom } from "../lib/random.ts";
import { parseMonth } from "../pipeline/trips/month.ts";
import { generateSyntheticMonth } from "../pipeline/trips/synthetic_city/generate_month.ts";

/** A trip as `POST /predict` takes it. */
export interface BenchTrip {
  /** TLC LocationID where it begins. */
  readonly PULocationID: number;
  /** TLC LocationID where it ends. */
  readonly DOLocationID: number;
  /** Miles; left out of some. */
  readonly trip_distance?: number;
  /** New York's wall clock, or with an offset; left out of some. */
  readonly pickup_datetime?: string;
}

/** After those that the benches train on. */
const MONTH = parseMonth("2023-03");
/** The dirt of real months is not what is measured here. */
const LONGEST_MILES = 100;

/**
 * Trips of the synthetic city, all of them valid: some without a distance or a time, some with an offset from UTC, a few
 * between zones chosen blindly, whose pair no model has seen. The same seed gives the same trips.
 *
 * @param count how many, one or more
 */
export function benchTrips(count: number, seed: string): BenchTrip[] {
  const random = seededRandom(seed);
  const anyZone = () => 1 + Math.floor(random() * 263);
  const trips: BenchTrip[] = [];
  for (
    const { rows, columns } of generateSyntheticMonth("green", MONTH, {
      rows: count + (count >> 2) + 16,
      seed,
    })
  ) {
    const [from, to, distance, pickup] = [
      "PULocationID",
      "DOLocationID",
      "trip_distance",
      "lpep_pickup_datetime",
    ].map((name) => columns[name].values);
    for (let row = 0; row < rows && trips.length < count; row++) {
      const miles = Number(distance[row]);
      if (!(miles >= 0 && miles <= LONGEST_MILES)) continue;
      const blind = random() < 0.03;
      const time = new Date(Number(pickup[row]) / 1000).toISOString().slice(0, 19);
      const form = random();
      trips.push({
        PULocationID: blind ? anyZone() : Number(from[row]),
        DOLocationID: blind ? anyZone() : Number(to[row]),
        ...(random() < 0.95 && { trip_distance: miles }),
        ...(form < 0.7 && { pickup_datetime: form < 0.6 ? time : `${time}-05:00` }),
      });
    }
  }
  return trips;
}
