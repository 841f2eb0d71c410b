import { seededRandom } from "../lib/random.ts";
import { categoricalDistribution } from "../pipeline/monitoring/categorical_distribution.ts";
import type {
  ColumnComparison,
  DriftScore,
  MonitoringResult,
  RegressionPerformance,
} from "../pipeline/monitoring/monitoring_result.ts";
import { RegressionPerformanceAccumulator } from "../pipeline/monitoring/regression_performance.ts";
import { TRIP_CUTS, tripCodes } from "../pipeline/monitoring/trip_cuts.ts";
import { numericDistribution } from "../pipeline/monitoring/numeric_distribution.ts";

/** One window of made-up trips, column by column. */
interface SampleTrips {
  readonly distance: number[];
  readonly duration: number[];
  readonly prediction: number[];
  readonly pickup: string[];
  readonly dropoff: string[];
  readonly hour: string[];
  readonly weekday: string[];
  readonly passengers: number[];
}

/** Zones that green taxis start from most. */
const BUSY_ZONES = [74, 75, 41, 166, 95, 82, 43, 97, 7, 244, 65, 236, 42, 25, 181, 49, 33, 116, 129, 130];

/** Made-up trips: `stretch` makes them longer and slower, `airport` is the share that start at zone 132. */
function sampleTrips(
  seed: string,
  rows: number,
  stretch: number,
  airport: number,
  zones: number,
): SampleTrips {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const zone = () =>
    String(BUSY_ZONES[Math.floor(random() ** 2.5 * zones)] ?? 1 + Math.floor(random() * zones));
  const trips: SampleTrips = {
    distance: [],
    duration: [],
    prediction: [],
    pickup: [],
    dropoff: [],
    hour: [],
    weekday: [],
    passengers: [],
  };
  for (let row = 0; row < rows; row++) {
    const hour = Math.floor((17 + 4.5 * normal() + 24) % 24);
    const rush = hour >= 15 && hour <= 19 ? 1.25 : 1;
    const fromAirport = random() < airport;
    const distance = Math.round(Math.exp(0.62 + 0.72 * normal()) * stretch * (fromAirport ? 4 : 1) * 100) /
      100;
    const duration = Math.max(1, 3.2 + 3.9 * distance ** 0.86 * rush * stretch * Math.exp(0.28 * normal()));
    trips.distance.push(distance);
    trips.duration.push(Math.round(Math.min(60, duration) * 60) / 60);
    trips.prediction.push(Math.round((4.1 + 4.2 * distance ** 0.84) * 100) / 100);
    trips.pickup.push(fromAirport ? "132" : zone());
    trips.dropoff.push(zone());
    trips.hour.push(String(hour).padStart(2, "0"));
    trips.weekday.push(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][Math.floor(random() * 7)]);
    trips.passengers.push(random() < 0.06 ? NaN : 1 + Math.floor(random() ** 4 * 6));
  }
  return trips;
}

/**
 * A comparison such as green taxi months give, from generated trips: distance, duration and airport trips drift, the
 * model gets worse, one column is skipped. The scores are set by hand, for pictures; nothing here is a measurement.
 */
export function sampleMonitoringResult(rows = 20_000): MonitoringResult {
  const before = sampleTrips("reference", rows, 1, 0.012, 104);
  const after = sampleTrips("current", Math.round(rows * 0.54), 1.16, 0.025, 110);
  return {
    verdict: "alert",
    model: "taxi-duration version 3",
    reference: {
      name: "green 2023-01..2023-02",
      rows,
      from: "2023-01-01T00:01:31",
      to: "2023-02-28T23:58:09",
      hash: "9f2c6d0e1b7a4c55a3f0e8d92b6c1d7714e5f3a2c9b8d7e6f5a4b3c2d1e0f9a8",
      regression: performance(before, "2023-01-01T00:00Z", 59),
    },
    current: {
      name: "green 2023-03",
      rows: after.distance.length,
      from: "2023-03-01T00:00:17",
      to: "2023-03-31T23:59:52",
      hash: "41d7b3c8a9e05f6214c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1",
      regression: performance(after, "2023-03-01T00:00Z", 31),
    },
    columns: sampleColumns(before, after),
    dataset: { columns: 8, drifted: 4, share: 0.5, drift: true },
    tests: SAMPLE_TESTS,
    quality: SAMPLE_QUALITY,
  };
}

function sampleColumns(before: SampleTrips, after: SampleTrips): ColumnComparison[] {
  const numbers = (
    column: string,
    role: ColumnComparison["role"],
    unit: string,
    key: "distance" | "duration" | "prediction" | "passengers",
  ) => ({
    column,
    role,
    unit,
    reference: numericDistribution(before[key]),
    current: numericDistribution(after[key]),
  });
  const labels = (column: string, key: "pickup" | "dropoff" | "hour" | "weekday") => ({
    column,
    role: "feature" as const,
    unit: "",
    reference: categoricalDistribution(before[key]),
    current: categoricalDistribution(after[key]),
  });
  const distance = (method: DriftScore["method"], value: number): DriftScore => ({
    kind: "distance",
    method,
    value,
    threshold: 0.1,
  });
  return [
    {
      ...numbers("trip_distance", "feature", "miles", "distance"),
      score: distance("wasserstein", 0.2134),
      drifted: true,
    },
    { ...labels("PULocationID", "pickup"), score: distance("jensenshannon", 0.1312), drifted: true },
    { ...labels("DOLocationID", "dropoff"), score: distance("jensenshannon", 0.0714), drifted: false },
    { ...labels("pickup_hour", "hour"), score: distance("jensenshannon", 0.0191), drifted: false },
    { ...labels("pickup_weekday", "weekday"), score: distance("jensenshannon", 0.0123), drifted: false },
    {
      ...numbers("passenger_count", "feature", "", "passengers"),
      score: { kind: "test", method: "ks", statistic: 0.0051, pValue: 0.412, threshold: 0.05 },
      drifted: false,
    },
    {
      ...numbers("duration", "target", "min", "duration"),
      score: distance("wasserstein", 0.3921),
      drifted: true,
    },
    {
      ...numbers("prediction", "prediction", "min", "prediction"),
      score: distance("wasserstein", 0.1608),
      drifted: true,
    },
    {
      ...numbers("ehail_fee", "feature", "", "distance"),
      reference: numericDistribution([]),
      current: numericDistribution([]),
      skipped: "no values in reference",
    },
  ];
}

const SAMPLE_QUALITY: MonitoringResult["quality"] = [
  {
    kind: "missing",
    column: "passenger_count",
    level: "warning",
    description: "passenger_count is missing in 6.1% of the rows, 0.4% in the reference",
    rows: 659,
  },
  {
    kind: "new_category",
    column: "PULocationID",
    level: "note",
    description: "PULocationID has 3 categories that the reference has not",
    rows: 4,
    examples: ["132", "138"],
  },
];

const SAMPLE_TESTS: MonitoringResult["tests"] = [
  {
    name: "drifted_columns_share",
    status: "failed",
    subject: "dataset",
    description: "Half of the columns drifted: share 0.5, expected less than 0.5",
  },
  {
    name: "drift_trip_distance",
    status: "failed",
    subject: "column",
    description: "trip_distance drifted: Wasserstein 0.213, threshold 0.1",
  },
  {
    name: "drift_pickup_hour",
    status: "passed",
    subject: "column",
    description: "pickup_hour is steady: Jensen–Shannon 0.0191, threshold 0.1",
  },
  {
    name: "mae",
    status: "failed",
    subject: "model",
    description: "Mean absolute error 4.1 min, expected at most 3.3 min",
  },
  { name: "r2", status: "passed", subject: "model", description: "R² 0.71, expected at least 0.6" },
];

const MICROSECONDS_PER_HOUR = 3.6e9;

/** All that is known of predictions, as `taxi report` has it: by the program's own sums. */
function performance(trips: SampleTrips, from: string, days: number): RegressionPerformance {
  const rows = trips.duration.length;
  const random = seededRandom(from);
  const target = Float64Array.from(trips.duration), prediction = Float64Array.from(trips.prediction);
  const pickup = Float64Array.from(
    trips.hour,
    (hour) =>
      Date.parse(from) * 1000 + (Math.floor(random() * days) * 24 + Number(hour)) * MICROSECONDS_PER_HOUR,
  );
  const codes = tripCodes({
    rows,
    pickup,
    pickupZone: Uint16Array.from(trips.pickup, Number),
    dropoffZone: Uint16Array.from(trips.dropoff, Number),
    distance: Float64Array.from(trips.distance),
  });
  const accumulator = new RegressionPerformanceAccumulator(TRIP_CUTS);
  accumulator.add({
    target,
    prediction,
    codes,
    time: pickup,
    interval: {
      level: 0.9,
      lower: prediction.map((minutes) => minutes * 0.6),
      upper: prediction.map((minutes) => minutes * 1.6),
    },
  });
  return accumulator.finish();
}
