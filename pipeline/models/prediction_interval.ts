/** Minutes between which a trip's duration lies as often as `level` says. */
export interface PredictionInterval {
  /** Minutes, at least 0. */
  readonly lower: number;
  /** Minutes. */
  readonly upper: number;
  /** Share of trips, 0..1, whose duration the interval should hold. */
  readonly level: number;
}
