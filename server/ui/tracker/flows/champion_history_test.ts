import assert from "node:assert/strict";
import type { FlowRun, Json } from "../../../../tracking/flows/flow_run.ts";
import { championHistory } from "./champion_history.ts";

function run(
  flowRunId: string,
  plannedAt: number,
  output: Json,
  state: FlowRun["state"] = "completed",
): FlowRun {
  return { flowRunId, plannedAt, output, state } as FlowRun;
}

const judged = { mae: 3.4, verdict: "warning", driftedShare: 0.25 };

Deno.test("championHistory tells each month what the champion and the challenger made of it", () => {
  const months = championHistory([
    run("b", 2, {
      ...{ month: "2023-02", champion: 2, monitored: judged },
      compared: { challengerMae: 3.1, better: true },
    }),
    run("a", 1, { month: "2023-01", champion: 1, monitored: null, compared: null }),
  ]);
  assert.deepEqual(months, [
    {
      ...{ month: "2023-01", flowRunId: "a", champion: 1, changed: true },
      ...{ championMae: null, challengerMae: null, verdict: null, driftedShare: null },
    },
    {
      ...{ month: "2023-02", flowRunId: "b", champion: 2, changed: true },
      ...{ championMae: 3.4, challengerMae: 3.1, verdict: "warning", driftedShare: 0.25 },
    },
  ]);
});

Deno.test("championHistory takes the last completed run of a month, and no other output", () => {
  const of = (champion: number): Json => ({
    month: "2023-01",
    champion,
    compared: { challengerMae: 3, better: false },
  });
  const months = championHistory([
    run("later", 9, of(3)),
    run("failed", 10, of(4), "failed"),
    run("earlier", 1, of(2)),
    ...([null, [], "text", {}, { month: 1, champion: 1 }, { month: "2023-02", champion: "1" }] as Json[]).map(
      (output) => run("other", 11, output),
    ),
  ]);
  assert.deepEqual(months.map(({ flowRunId, changed }) => [flowRunId, changed]), [["later", false]]);
});
