import { NO_FEATURES } from "../pipeline/features/feature_spec.ts";
import { indexPairs } from "../pipeline/features/fitted_features.ts";
import { encodeBundle } from "../pipeline/models/model_bundle.ts";
import { parseMonths } from "../pipeline/trips/month.ts";
import type { PostgresAddress } from "../lib/postgres_address.ts";
import { openTracking } from "../tracking/tracking_store.ts";

/** The bytes of a model file that says `minutes` of any trip, so that an answer tells which model gave it. */
export function constantModel(minutes: number): Uint8Array<ArrayBuffer> {
  const dataset = {
    taxi: "green",
    months: parseMonths("2023-01"),
    sources: ["synthetic"],
    sha256: "0".repeat(64),
  } as const;
  const pairs = new Int32Array();
  return encodeBundle({
    model: { kind: "mean", mean: minutes },
    features: {
      spec: NO_FEATURES,
      pairs,
      codeOfPair: indexPairs(pairs),
      pairDistance: new Float64Array(),
      detour: 1,
      meanDistance: 2,
    },
    profile: { name: "2023-03", columns: [] },
    dataset: { train: dataset, test: dataset },
    metrics: { mae: 3.5, mse: 36, rmse: 6, r2: 0 },
    createdAt: "2023-05-01T00:00:00.000Z",
    taxiVersion: "0.1.0",
  }) as Uint8Array<ArrayBuffer>;
}

/** Registers model files in a home as the next versions of `name`; the first becomes its champion. */
export async function registerModels(
  home: string,
  name: string,
  files: readonly Uint8Array[],
  database?: PostgresAddress,
): Promise<void> {
  await using tracking = await openTracking(home, { database });
  const { experimentId } = await tracking.experiments.getOrCreate(name);
  const { runId } = await tracking.runs.create({ experimentId, user: "", log: {} });
  for (const [at, bytes] of files.entries()) {
    const artifact = `model/${at}.taxi`;
    await tracking.artifacts.log(runId, artifact, bytes);
    await tracking.models.createVersion({ name, runId, artifact, aliases: at === 0 ? ["champion"] : [] });
  }
  await tracking.runs.end(runId, { status: "finished" });
}
