import type { FittedFeatures } from "../features/fitted_features.ts";
import type { IntervalGroup, IntervalTable } from "../models/prediction_interval.ts";
import { groupFinder, TRIP_GROUPS, type TripGroup } from "../models/trip_group.ts";
import type { TripTable } from "../trips/trip_table.ts";
import { calibrateBins, type CalibratedBin, FEWEST_ROWS, LEVEL } from "./calibrate_bins.ts";
import { ErrorGrid } from "./error_grid.ts";

const DAY = 86_400_000_000; // microseconds

/** Trips whose errors are ranked together. */
interface Gathered {
  readonly of: TripGroup[];
  readonly grid: ErrorGrid;
  rows: number;
}

/**
 * Makes prediction intervals of trips that the model has not learnt from: split-conformal, by groups of trips and bins of the
 * predicted minutes (Mondrian), and both tails by themselves (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random
 * World, 2005; Romano, Patterson and Candès, NeurIPS 2019). Errors of such trips are ranked, and the interval reaches from the
 * error of rank floor((n + 1) / 20) from below to that from above, so that a further such trip lies in it with at least 90 %.
 *
 * Its coverage is measured with other trips than it was made from: made of the even days it is tried on the odd ones, and the
 * other way round. Whole days, because trips of one day have its weather and its traffic in common.
 *
 * One pass, in memory that does not grow with the rows: errors are counted on a grid, and an interval ends at the outer side of
 * its cell.
 */
export class IntervalCalibrator {
  readonly #groups: readonly Gathered[] = TRIP_GROUPS.map((name) => ({
    of: [name],
    grid: new ErrorGrid(),
    rows: 0,
  }));
  readonly #groupOf: ReturnType<typeof groupFinder>;

  /**
   * Begins without trips.
   *
   * @param features of the model whose predictions are tried
   */
  constructor(features: FittedFeatures) {
    this.#groupOf = groupFinder(features);
  }

  /**
   * Adds one batch.
   *
   * @param prediction minutes, one for each trip
   */
  add(trips: TripTable, prediction: Float64Array): void {
    const { rows, pickup, duration } = trips;
    for (let row = 0; row < rows; row++) {
      const group = this.#groups[this.#groupOf(trips, row)];
      group.rows++;
      group.grid.add(Math.floor(pickup[row] / DAY) & 1, prediction[row], duration[row]);
    }
  }

  /** The intervals of all trips; undefined when they are too few for any. The calibrator takes no more trips. */
  finish(): IntervalTable | undefined {
    const gathered = mergeSmall(this.#groups);
    if (gathered.some(({ rows }) => rows < FEWEST_ROWS)) return undefined;
    const calibrated = gathered.map(({ of, grid }) => ({ of, ...calibrateBins(grid) }));
    return {
      level: LEVEL,
      groups: calibrated.map(({ of, edges, bins }): IntervalGroup => ({
        of,
        edges,
        bins: bins.map((bin) => {
          const { rows, lower, upper } = bin;
          return { rows, lower, upper, coverage: coverageOf([bin]) };
        }),
        coverage: coverageOf(bins),
      })),
      coverage: coverageOf(calibrated.flatMap(({ bins }) => bins)),
    };
  }
}

/** The groups with enough trips; the others have joined the first, or the first the last when it has too few with them. */
function mergeSmall([first, ...others]: readonly Gathered[]): Gathered[] {
  const enough = others.filter((group) => {
    if (group.rows >= FEWEST_ROWS) return true;
    join(first, group);
    return false;
  });
  if (first.rows >= FEWEST_ROWS || enough.length === 0) return [first, ...enough];
  join(enough.at(-1)!, first);
  return enough;
}

function join(into: Gathered, group: Gathered): void {
  into.of.push(...group.of);
  into.grid.merge(group.grid);
  into.rows += group.rows;
}

/** Share of the trips that lie in an interval which was made without them; null where there are none. */
function coverageOf(bins: readonly CalibratedBin[]): number | null {
  const sum = (count: "covered" | "tested") => bins.reduce((total, bin) => total + bin[count], 0);
  const tested = sum("tested");
  return tested === 0 ? null : sum("covered") / tested;
}
