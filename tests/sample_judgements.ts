import { seededRandom } from "../lib/random.ts";
import { monitoringJson } from "../pipeline/monitoring/monitoring_json.ts";
import type { JudgementReader } from "../tracking/judgement_reader.ts";
import type { Judgement } from "../tracking/judgement.ts";
import { openPredictionLog, type PredictionLog } from "../tracking/prediction_log.ts";
import { sampleJudgement } from "./sample_judgement.ts";
import { sampleMonitoringResult } from "./sample_monitoring_result.ts";

const HOUR = 3_600_000;
/** Before this window all is as it was; with it trips get longer and the errors larger. */
export const SAMPLE_CHANGE = 16;

/** A log with hourly judgements, the newest of which are alerts, and a reader of it as a server has. */
export function sampleJudgements(
  home: string,
  windows = 24,
  changes: Partial<Judgement> = {},
): { readonly log: PredictionLog; readonly reader: Pick<JudgementReader, "read">; readonly ids: number[] } {
  const log = openPredictionLog(home);
  const random = seededRandom("judgements");
  const document = JSON.stringify({
    ...monitoringJson(sampleMonitoringResult(500)),
    sentence: "In the window, 3 of 4 columns moved and predictions miss by 31% more, compared with 2026-01.",
    findings: [
      {
        sentence: "Predictions miss by 4.1 minutes on average, 0.98 minutes more than before",
        evidence: "MAE 4.1 after 3.12",
      },
      {
        sentence: "Trip distance moved: the typical trip is 0.4 miles longer",
        evidence: "Wasserstein 0.21, threshold 0.1",
      },
    ],
  });
  const start = Date.parse("2026-02-01T00:00Z");
  const ids = Array.from({ length: windows }, (_, i) => {
    const moved = i >= SAMPLE_CHANGE, from = start + i * HOUR;
    const around = (level: number) => level * (0.85 + 0.3 * random());
    const column = (name: string, method: string, level: number) => {
      const score = around(level);
      return { name, method, kind: "distance" as const, score, threshold: 0.1, drifted: score >= 0.1 };
    };
    const columns = [
      column("PULocationID", "jensenshannon", 0.06),
      column("DOLocationID", "jensenshannon", 0.07),
      column("trip_distance", "wasserstein", moved ? 0.21 : 0.04),
      column("duration", "wasserstein", moved ? 0.3 : 0.05),
      column("predicted_duration", "wasserstein", moved ? 0.17 : 0.05),
    ];
    const driftedShare = columns.filter(({ drifted }) => drifted).length / columns.length;
    return log.keepJudgement(
      sampleJudgement({
        judgedAt: from + HOUR + 5000,
        windowFrom: from,
        windowTo: from + HOUR,
        rows: Math.round(around(1200)),
        verdict: driftedShare >= 0.5 ? "alert" : driftedShare > 0 || i === 5 ? "warning" : "ok",
        driftedShare,
        columns,
        metrics: i === 3 ? {} : { rows: 900, mae: around(moved ? 4.1 : 3.1), rmse: 4.6, reference_mae: 3.12 },
        alert: { since: moved ? start + SAMPLE_CHANGE * HOUR : null, told: moved, notifiedAt: null },
        ...changes,
      }),
      document,
    );
  });
  return { log, reader: { read: (look) => look(log.judgements) }, ids };
}
