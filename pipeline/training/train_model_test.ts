import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleTable, type SampleTrip } from "../../tests/sample_trips.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { transformFeatures } from "../features/transform_features.ts";
import { MODEL_KINDS, predict } from "../models/model.ts";
import { intervalFinder } from "../models/prediction_interval.ts";
import { groupFinder } from "../models/trip_group.ts";
import { cleaningRules } from "../trips/cleaning_rules.ts";
import { ingestMonth } from "../trips/ingest_month.ts";
import { type Month, monthEnd, monthStart, parseMonth, parseMonths } from "../trips/month.ts";
import { syntheticSource } from "../trips/synthetic_source.ts";
import { TripStore } from "../trips/trip_store.ts";
import { type TrainingJob, trainModel } from "./train_model.ts";

const [JANUARY, FEBRUARY, MARCH] = parseMonths("2023-01..2023-03");

async function storeMonth(store: TripStore, month: Month, trips: readonly SampleTrip[]): Promise<void> {
  const origin = {
    taxi: "green",
    month,
    source: "synthetic",
    rawSha256: "",
    rules: {},
    ingestedAt: "",
  } as const;
  await store.write(origin, async (writer) => {
    const pickups = trips.map(({ pickup }) => pickup as number);
    await writer.keep(sampleTable(trips));
    return {
      rows: { read: trips.length, kept: trips.length, rejected: {} },
      pickups: [Math.min(...pickups), Math.max(...pickups)],
    };
  });
}

/** Trips all over a month, three minutes for a mile. */
function monthOf(month: Month, count: number): SampleTrip[] {
  const step = (monthEnd(month) - monthStart(month)) / count;
  return Array.from({ length: count }, (_, i) => ({
    pickup: monthStart(month) + i * step,
    from: 70 + i % 5,
    to: 80 + i % 7,
    miles: 1 + i % 9,
    minutes: 3 * (1 + i % 9) + i % 2,
  }));
}

/** Trains on a store with 40 trips of January, 30 of February and 20 of March. */
function withJob(test: (job: Omit<TrainingJob, "kind">) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const store = new TripStore(join(folder, "trips"));
    await storeMonth(store, JANUARY, monthOf(JANUARY, 40));
    await storeMonth(store, FEBRUARY, monthOf(FEBRUARY, 30));
    await storeMonth(store, MARCH, monthOf(MARCH, 20));
    await test({ store, taxi: "green", train: [JANUARY, FEBRUARY], test: [MARCH], referenceBaseline: false });
  });
}

for (const kind of MODEL_KINDS) {
  Deno.test(`trainModel trains ${kind}, evaluates it on the test months and tells how far it is`, async () => {
    await withJob(async (job) => {
      const parts: number[] = [];
      const trained = await trainModel({ ...job, kind, onProgress: (part) => parts.push(part) });
      assert.equal(trained.model.kind, kind);
      assert.deepEqual(trained.rows, { train: 70, test: 20 });
      assert.equal(trained.reference.name, "2023-03");
      assert.equal(trained.reference.regression.metrics.rows, 20);
      const { mae } = trained.reference.regression.metrics;
      assert.deepEqual(trained.months.map((month) => [month.month, month.rows, month.mae]), [[
        "2023-03",
        20,
        mae,
      ]]);
      assert.deepEqual(parts, parts.toSorted((a, b) => a - b));
      assert.ok(parts[0] > 0 && parts.at(-1)! <= 1, `parts ${parts}`);
    });
  });
}

Deno.test("trainModel beats the mean with the linear model where distance tells the duration", async () => {
  await withJob(async (job) => {
    const mae = async (kind: TrainingJob["kind"]) =>
      (await trainModel({ ...job, kind })).reference.regression.metrics.mae;
    assert.ok(await mae("linear") < 0.6);
    assert.ok(await mae("mean") > 5);
  });
});

Deno.test("trainModel keeps the training trips by pair, whatever the kind", async () => {
  await withJob(async (job) => {
    for (const kind of MODEL_KINDS) {
      const { history } = await trainModel({ ...job, kind });
      assert.equal(history.trips.reduce((sum, trips) => sum + trips, 0), 70);
      assert.equal(history.pairs.length, 35);
    }
  });
});

Deno.test("trainModel makes intervals that hold nine in ten trips of a month that nothing was made of", async () => {
  const months = parseMonths("2023-01..2023-03");
  await withTemporaryFolder(async (folder) => {
    const store = new TripStore(join(folder, "trips"));
    const source = syntheticSource({ rawFolder: folder, rows: 12_000 });
    for (const month of months) {
      const raw = await source.fetch("green", month);
      const rules = cleaningRules([month]);
      await ingestMonth(store, { taxi: "green", month, raw, rules, now: new Date(0) });
    }
    const job = {
      store,
      taxi: "green",
      train: [months[0]],
      test: [months[1]],
      referenceBaseline: false,
    } as const;
    for (const kind of MODEL_KINDS) {
      const { model, features, interval } = await trainModel({ ...job, kind });
      const find = intervalFinder(interval!), groupOf = groupFinder(features);
      let held = 0, rows = 0;
      for await (const trips of store.read(await store.find("green", months[2]))) {
        predict(model, transformFeatures(features, trips)).forEach((minutes, row) => {
          const { lower, upper } = find(groupOf(trips, row), minutes);
          if (lower <= trips.duration[row] && trips.duration[row] <= upper) held++;
        });
        rows += trips.rows;
      }
      assert.ok(Math.abs(interval!.coverage! - 0.9) < 0.02, `${kind} tells ${interval!.coverage}`);
      assert.ok(Math.abs(held / rows - 0.9) < 0.02, `${kind} holds ${held / rows} of ${rows}`);
    }
  });
});

Deno.test("trainModel learns nothing from the test months", async () => {
  await withJob(async (job) => {
    const before = await trainModel({ ...job, kind: "linear" });
    await storeMonth(
      job.store,
      MARCH,
      monthOf(MARCH, 200).map((trip) => ({ ...trip, from: 132, minutes: 59 })),
    );
    const after = await trainModel({ ...job, kind: "linear" });
    assert.deepEqual(after.model, before.model);
    assert.deepEqual(after.features, before.features);
    assert.equal(after.rows.test, 200);
  });
});

Deno.test("trainModel refuses what cannot be trained, in one sentence", async () => {
  await withJob(async (job) => {
    await assert.rejects(trainModel({ ...job, kind: "linear", test: [FEBRUARY, MARCH] }), {
      name: "UsageError",
      message: "Cannot train on 2023-02 and test on the same: expected later months for --test",
    });
    await assert.rejects(trainModel({ ...job, kind: "mean", referenceBaseline: true }), {
      name: "UsageError",
      message: "The reference baseline is a linear model, found --model mean",
    });
    await assert.rejects(trainModel({ ...job, kind: "linear", test: [parseMonth("2023-04")] }), {
      name: "NotFoundError",
      message: "Cannot find green 2023-04 in the trip store: it holds 2023-01..2023-03 of green",
    });
    await storeMonth(job.store, MARCH, monthOf(FEBRUARY, 5)); // all of its pick-ups lie in another month
    await assert.rejects(trainModel({ ...job, kind: "linear" }), {
      name: "UsageError",
      message: /^Cannot train: \d+ training and 0 test trips, expected some of each$/,
    });
  });
});
