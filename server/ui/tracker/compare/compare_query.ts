/** What a comparison shows, as its address says. */
export interface CompareQuery {
  /** Ids of the runs, each once; the first is the baseline. */
  readonly runIds: readonly string[];
  /** So many more were asked for than are compared. */
  readonly tooMany: number;
  /** Only what differs. */
  readonly only: boolean;
  /** A part of the names of what is shown; empty for all. */
  readonly find: string;
  /** Dimension across the scatter chart, such as `params.depth`. */
  readonly x: string | undefined;
  /** Dimension up the scatter chart. */
  readonly y: string | undefined;
  /** Dimensions of the parallel axes; the usual ones when none are told. */
  readonly axes: readonly string[];
  /** Dimension by which lines are coloured; `none` for none. */
  readonly colour: string | undefined;
  /** Metrics whose curves are drawn; the usual ones when none are told. */
  readonly metrics: readonly string[];
}

/** At most so many runs are compared. */
export const MOST_RUNS = 100;
/** At most so many axes stand side by side. */
export const MOST_AXES = 12;
/** At most so many charts of curves are drawn. */
export const MOST_CHARTS = 6;

/** Reads `run`, `only`, `find`, `x`, `y`, `axes`, `colour` and `metric` of an address. */
export function readCompareQuery(query: URLSearchParams): CompareQuery {
  const runIds = [...new Set(query.getAll("run").filter((id) => id !== ""))];
  return {
    runIds: runIds.slice(0, MOST_RUNS),
    tooMany: Math.max(0, runIds.length - MOST_RUNS),
    only: query.get("only") === "1",
    find: (query.get("find") ?? "").trim(),
    x: query.get("x") ?? undefined,
    y: query.get("y") ?? undefined,
    axes: [...new Set(query.getAll("axes"))].slice(0, MOST_AXES),
    colour: query.get("colour") ?? undefined,
    metrics: [...new Set(query.getAll("metric"))].slice(0, MOST_CHARTS),
  };
}

/** The address of a comparison of these runs with all else as it is. @param changes undefined takes a name away */
export function comparePath(
  query: URLSearchParams,
  runIds: readonly string[],
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const others = [...query].filter(([name]) => name !== "run" && !Object.hasOwn(changes, name));
  const set = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const changed = new URLSearchParams([...runIds.map((id) => ["run", id]), ...others, ...set]);
  return `/compare?${changed}`;
}
