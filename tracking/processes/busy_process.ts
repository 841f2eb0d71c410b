/**
 * A program for the tests that kill processes and let them compete: works on the home it is given and prints a line for
 * everything the store has acknowledged, never before. It ends by itself after so many turns, or when it is killed.
 *
 *     deno run -A busy_process.ts HOME NAME TURNS
 */
import { openPredictionQueue } from "../open_prediction_queue.ts";
import { idText, mintIds } from "../prediction_id.ts";
import { openTracking } from "../tracking_store.ts";

const [home, name, turns] = Deno.args;
const encoder = new TextEncoder();
const tell = (...words: (string | number)[]) => Deno.stdout.writeSync(encoder.encode(`${words.join(" ")}\n`));

const tracking = await openTracking(home);
for (const runId of tracking.killedRuns) tell("killed", runId);
const queue = openPredictionQueue(home, [{ name: "lane", type: "integer" }]);
const model = { name: "shared", version: 1, hash: name };
await Promise.all([track(), ...Array.from({ length: 4 }, (_, i) => logPredictions(i))]);
await queue.close();
await tracking.close();
tell("done");

async function track(): Promise<void> {
  const { experimentId } = await tracking.experiments.getOrCreate("shared");
  for (let turn = 0; turn < Number(turns); turn++) {
    const { runId } = await tracking.runs.create({ experimentId, log: { tags: { process: name } } });
    tell("run", runId);
    for (let step = 0; step < 3; step++) {
      await tracking.runs.log(runId, { metrics: [{ key: "loss", value: 1 / step, step }] });
      tell("metric", runId, step);
    }
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    const { sha256 } = await tracking.artifacts.log(runId, "model.bin", bytes);
    tell("artifact", runId, sha256);
    const { version } = await tracking.models.createVersion({
      ...{ name: "shared", runId, artifact: "model.bin", tags: { process: name }, aliases: ["newest"] },
    });
    tell("version", version, runId);
    await tracking.runs.end(runId, { status: "finished" });
    tell("finished", runId);
  }
}

async function logPredictions(lane: number): Promise<void> {
  for (let turn = 0; turn < Number(turns) * 5; turn++) {
    const predictedAt = Date.now();
    const ids = mintIds(1, predictedAt), requestId = idText(ids, 0);
    queue.offer({ rows: 1, ids, predictedAt, model, shadow: false, features: [[lane]], predictions: [turn] });
    await queue.flush();
    tell("prediction", requestId);
    await queue.recordActuals([{ requestId, actual: turn + 1, observedAt: turn }]);
    tell("actual", requestId);
  }
}
