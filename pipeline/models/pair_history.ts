/** The training trips between two zones. */
export interface PairHistory {
  /** LocationID where they begin. */
  readonly from: number;
  /** LocationID where they end. */
  readonly to: number;
  /** How many there were. */
  readonly trips: number;
  /** Quantiles of their minutes; null where there were too few. */
  readonly minutes: {
    readonly p10: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
  } | null;
  /** Their middle distance, miles; null where there were too few that had one. */
  readonly miles: { readonly p50: number } | null;
}
