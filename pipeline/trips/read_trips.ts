import { selectTrips, tripTable } from "./clean_trips.ts";
import { type Month, monthEnd, monthStart } from "./month.ts";
import type { StoredMonth, TripStore } from "./trip_store.ts";
import type { TripTable } from "./trip_table.ts";

/**
 * Streams the trips that were picked up in some months. A trip belongs to the month of its pick-up: a few lie in the file of a
 * neighbouring month, so all of `stored` is looked through, but for months whose pick-ups are all elsewhere.
 */
export async function* readTrips(
  store: TripStore,
  stored: readonly StoredMonth[],
  months: readonly Month[],
): AsyncGenerator<TripTable> {
  const windows = months.map((month) => [monthStart(month), monthEnd(month)] as const);
  for (const month of stored) {
    const [first, last] = month.pickups;
    const near = windows.filter(([start, end]) => last >= start && first < end);
    if (near.length === 0) continue;
    const whole = near.some(([start, end]) => first >= start && last < end);
    for await (const trips of store.read(month)) yield whole ? trips : tripsWithin(trips, near);
  }
}

function tripsWithin(
  trips: TripTable,
  windows: readonly (readonly [start: number, end: number])[],
): TripTable {
  const indices = new Uint32Array(trips.rows);
  let selected = 0;
  for (let row = 0; row < trips.rows; row++) {
    if (isWithin(trips.pickup[row], windows)) indices[selected++] = row;
  }
  if (selected === trips.rows) return trips;
  return tripTable(selectTrips(trips, indices.subarray(0, selected)));
}

/** A plain loop, because it runs for every row: a callback takes several times as long. */
function isWithin(pickup: number, windows: readonly (readonly [start: number, end: number])[]): boolean {
  for (let i = 0; i < windows.length; i++) {
    if (pickup >= windows[i][0] && pickup < windows[i][1]) return true;
  }
  return false;
}
