import type { Judgement } from "../tracking/judgement.ts";

/** A judgement of one hour, calm unless told. */
export function sampleJudgement(changes: Partial<Judgement> = {}): Judgement {
  return {
    judgedAt: Date.parse("2026-02-01T10:00:05Z"),
    model: "taxi-duration",
    modelVersion: 3,
    modelHash: "5ca1ab1e".repeat(8),
    windowFrom: Date.parse("2026-02-01T09:00Z"),
    windowTo: Date.parse("2026-02-01T10:00Z"),
    rows: 1200,
    verdict: "ok",
    driftedShare: 0,
    columns: [
      {
        name: "PULocationID",
        method: "jensenshannon",
        kind: "distance",
        score: 0.06,
        threshold: 0.1,
        drifted: false,
      },
      {
        name: "trip_distance",
        method: "wasserstein",
        kind: "distance",
        score: 0.04,
        threshold: 0.1,
        drifted: false,
      },
      {
        name: "predicted_duration",
        method: "wasserstein",
        kind: "distance",
        score: 0.05,
        threshold: 0.1,
        drifted: false,
      },
    ],
    metrics: {
      rows: 1000,
      me: 0.1,
      mae: 3.1,
      mape: 25,
      rmse: 4.6,
      r2: 0.7,
      max_error: 30,
      reference_mae: 3.2,
    },
    alert: { since: null, told: false, notifiedAt: null },
    ...changes,
  };
}
