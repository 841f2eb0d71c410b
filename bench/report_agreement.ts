/** What Evidently found, as `python/evidently_report.py --json` prints it. */
export interface EvidentlyFindings {
  /** Drift scores by column. */
  readonly columns: Readonly<Record<string, number>>;
  /** How many columns drifted. */
  readonly drifted: number;
  /** Their share. */
  readonly share: number;
  /** Errors of the predictions in either window; null where the windows have none. */
  readonly regression: Readonly<Record<"current" | "reference", Readonly<Record<string, number>>>> | null;
  /** Each test; the order is Evidently's own. */
  readonly tests: readonly { readonly name: string; readonly passed: boolean }[];
}

/** The part of the document of `taxi report --json` that both sides share. */
export interface ReportFindings {
  /** Judged columns; a skipped one has no score. */
  readonly columns: readonly { readonly column: string; readonly score?: number }[];
  /** How many columns drifted. */
  readonly dataset: { readonly drifted: number; readonly share: number };
  /** Errors of the predictions, where the windows have them. */
  readonly regression?:
    | Readonly<Partial<Record<"current" | "reference", Readonly<Record<string, number>> | null>>>
    | null;
  /** Each test; in parity its status is Evidently's word. */
  readonly tests: readonly { readonly name: string; readonly status: string }[];
}

/** Of the greater of both numbers; numbers below 1e-12 count as 0. */
const TOLERANCE = 1e-9;
const NOTHING = 1e-12;

/** Where a report with `--parity evidently` and Evidently's part: a sentence each, none when they agree. */
export function reportDisagreements(taxi: ReportFindings, evidently: EvidentlyFindings): string[] {
  const scores = new Map(taxi.columns.map(({ column, score }) => [column, score]));
  const failed = taxi.tests.filter(({ status }) => status !== "SUCCESS").length;
  return [
    ...Object.entries(evidently.columns).flatMap(([column, score]) =>
      part(`score of ${column}`, scores.get(column), score)
    ),
    ...part("number of scored columns", scores.size, Object.keys(evidently.columns).length),
    ...part("number of drifted columns", taxi.dataset.drifted, evidently.drifted),
    ...part("share of drifted columns", taxi.dataset.share, evidently.share),
    ...Object.entries(evidently.regression ?? {}).flatMap(([window, metrics]) =>
      Object.entries(metrics).flatMap(([name, value]) =>
        part(`${name} of ${window}`, taxi.regression?.[window as "current"]?.[name], value)
      )
    ),
    ...part("number of tests", taxi.tests.length, evidently.tests.length),
    ...part("number of failed tests", failed, evidently.tests.filter(({ passed }) => !passed).length),
  ];
}

function part(what: string, ours: number | undefined, theirs: number): string[] {
  if (ours === undefined) return [`${what} is missing, expected ${theirs}`];
  const greater = Math.max(Math.abs(ours), Math.abs(theirs));
  if (greater <= NOTHING || Math.abs(ours - theirs) <= TOLERANCE * greater) return [];
  return [`${what} differs: ${ours} and ${theirs}`];
}
