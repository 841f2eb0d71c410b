import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { anyTrip, rowsOf, sampleBatch, sampleTable, type SampleTrip } from "../../tests/sample_trips.ts";
import { namesIn, withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { sha256OfFile } from "../../lib/hash.ts";
import { openTable } from "../engines/table_file.ts";
import { parseMonth } from "./month.ts";
import { type CleanedMonth, type MonthOrigin, type StoredMonth, TripStore } from "./trip_store.ts";

const JANUARY = parseMonth("2023-01"), FEBRUARY = parseMonth("2023-02"), APRIL = parseMonth("2023-04");

/** A month as it was found; `raw` stands for the content of its raw file. */
function originOf(raw: string, month = JANUARY): MonthOrigin {
  return {
    taxi: "green",
    month,
    source: "synthetic",
    rawSha256: raw,
    rules: { duration: "0 < duration <= 60 minutes" },
    ingestedAt: "2023-05-01T00:00:00.000Z",
  };
}

function storeTrips(
  store: TripStore,
  origin: MonthOrigin,
  batches: readonly (readonly SampleTrip[])[],
): Promise<StoredMonth> {
  return store.write(origin, async (writer) => {
    for (const trips of batches) await writer.keep(sampleTable(trips));
    return summary(batches.flat().length);
  });
}

function summary(kept: number): CleanedMonth {
  return { rows: { read: kept, kept, rejected: { duration: 0 } }, pickups: [0, 1] };
}

async function readRows(store: TripStore, month: StoredMonth): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const trips of store.read(month)) rows.push(...rowsOf(trips));
  return rows;
}

function withStore(test: (store: TripStore, folder: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder((folder) =>
    test(new TripStore(join(folder, "trips")), join(folder, "trips", "green"))
  );
}

Deno.test("TripStore gives back every trip as it was stored, missing values and zone 0 too", async () => {
  await withStore(async (store) => {
    const trip = fc.tuple(anyTrip, fc.constantFrom(1, NaN)).map(([told, passengers]) => ({
      ...told,
      passengers,
    }));
    const trips = fc.array(trip, { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(fc.array(trips, { maxLength: 3 }), async (batches) => {
      const stored = await storeTrips(store, originOf("raw"), batches);
      assert.deepEqual(await readRows(store, stored), batches.flatMap((batch) => rowsOf(sampleBatch(batch))));
      assert.deepEqual(await store.find("green", JANUARY), stored);
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

Deno.test("TripStore keeps the rejected trips beside, each with the rule that rejected it", async () => {
  await withStore(async (store, folder) => {
    const stored = await store.write(originOf("raw"), async (writer) => {
      await writer.keep(sampleTable([{}]));
      await writer.reject(sampleBatch([{ miles: NaN }, { minutes: 0 }]), {
        values: Int32Array.of(1, 0),
        levels: ["duration", "distance"],
      });
      return summary(1);
    });
    const table = await openTable(join(folder, stored.file.replace(".parquet", ".rejected.parquet")));
    const batches = await Array.fromAsync(table.read([{ column: "rule", as: "rule", type: "string" }]));
    const { rule } = batches[0].columns;
    assert.ok(rule.type === "string");
    assert.deepEqual([...rule.values].map((code) => rule.levels[code]), ["distance", "duration"]);
  });
});

Deno.test("TripStore names the stored file and its content in the manifest", async () => {
  await withStore(async (store, folder) => {
    const stored = await storeTrips(store, originOf("raw"), [[{}]]);
    assert.equal(store.path(stored), join(folder, stored.file));
    assert.equal(stored.sha256, await sha256OfFile(store.path(stored)));
    assert.deepEqual(
      namesIn(folder),
      [
        "2023-01.json",
        stored.file,
        stored.file.replace(".parquet", ".rejected.parquet"),
      ].sort(),
    );
  });
});

Deno.test("TripStore makes the same file of the same trips, and another of others", async () => {
  await withStore(async (store) => {
    const first = await storeTrips(store, originOf("raw"), [[{ miles: 1 }, { miles: 2 }]]);
    const again = await storeTrips(store, originOf("raw"), [[{ miles: 1 }, { miles: 2 }]]);
    const other = await storeTrips(store, originOf("other"), [[{ miles: 1 }, { miles: 3 }]]);
    assert.deepEqual(again, first);
    assert.notEqual(other.sha256, first.sha256);
    assert.notEqual(other.file, first.file);
  });
});

Deno.test("TripStore replaces a month whole, and who reads the old one can go on until the next", async () => {
  await withStore(async (store, folder) => {
    const february = await storeTrips(store, originOf("raw", FEBRUARY), [[{}]]);
    await storeTrips(store, originOf("older"), [[{ miles: 1 }]]);
    const old = await storeTrips(store, originOf("old"), [[{ miles: 2 }]]);
    const stored = await storeTrips(store, originOf("new"), [[{ miles: 5 }]]);
    assert.deepEqual((await readRows(store, await store.find("green", JANUARY))).map((row) => row[4]), [5]);
    assert.deepEqual(
      namesIn(folder).filter((name) => name.startsWith("2023-01-")),
      [stored, old].flatMap(({ file }) => [file, file.replace(".parquet", ".rejected.parquet")]).sort(),
    );
    assert.deepEqual((await readRows(store, old)).map((row) => row[4]), [2]);
    assert.deepEqual(await store.find("green", FEBRUARY), february);
    assert.equal((await readRows(store, february)).length, 1);
  });
});

Deno.test("TripStore leaves the old month, and nothing else, when cleaning fails half-way", async () => {
  await withStore(async (store, folder) => {
    const old = await storeTrips(store, originOf("old"), [[{ miles: 1 }]]);
    const before = namesIn(folder);
    const fails = store.write(originOf("new"), async (writer) => {
      await writer.keep(sampleTable([{ miles: 5 }]));
      await writer.reject(sampleBatch([{}]), { values: Int32Array.of(0), levels: ["duration"] });
      throw new Error("power cut");
    });
    await assert.rejects(fails, { message: "power cut" });
    assert.deepEqual(namesIn(folder), before);
    assert.deepEqual(await store.find("green", JANUARY), old);
    assert.deepEqual((await readRows(store, old)).map((row) => row[4]), [1]);
  });
});

Deno.test("TripStore puts the manifest into place last: without it there is no month", async () => {
  await withStore(async (store, folder) => {
    const manifest = join(folder, "2023-01.json");
    await Deno.mkdir(manifest, { recursive: true }); // no file can be renamed over a folder
    await assert.rejects(storeTrips(store, originOf("raw"), [[{}]]));
    await Deno.remove(manifest);
    assert.equal(namesIn(folder).length, 2);
    assert.deepEqual(await store.months("green"), []);
    await assert.rejects(store.find("green", JANUARY), { name: "NotFoundError" });
    const stored = await storeTrips(store, originOf("raw"), [[{}]]);
    assert.deepEqual(await store.find("green", JANUARY), stored);
    assert.equal(namesIn(folder).length, 3);
  });
});

Deno.test("TripStore lists each kind's months in calendar order", async () => {
  await withStore(async (store) => {
    assert.deepEqual(await store.months("green"), []);
    for (const month of [APRIL, JANUARY]) await storeTrips(store, originOf("raw", month), [[{}]]);
    await storeTrips(store, { ...originOf("raw", FEBRUARY), taxi: "yellow" }, [[{}]]);
    assert.deepEqual(await store.months("green"), [JANUARY, APRIL]);
    assert.deepEqual(await store.months("yellow"), [FEBRUARY]);
  });
});

Deno.test("TripStore says what it holds instead of a month that it lacks, and how to get that", async () => {
  await withStore(async (store) => {
    const lacks = (holds: string) => ({
      name: "NotFoundError",
      exit: 2,
      message: `Cannot find green 2023-02 in the trip store: it holds ${holds} of green`,
      hint: "taxi ingest --taxi green --months 2023-02",
    });
    await assert.rejects(store.find("green", FEBRUARY), lacks("no month"));
    await storeTrips(store, originOf("raw"), [[{}]]);
    await assert.rejects(store.find("green", FEBRUARY), lacks("2023-01"));
    await storeTrips(store, originOf("raw", APRIL), [[{}]]);
    await assert.rejects(store.findAll("green", [JANUARY, FEBRUARY]), lacks("2023-01..2023-04"));
  });
});

Deno.test("TripStore says that a manifest is damaged", async () => {
  await withStore(async (store, folder) => {
    await storeTrips(store, originOf("raw"), [[{}]]);
    await Deno.writeTextFile(join(folder, "2023-01.json"), '{"taxi": "gre');
    await assert.rejects(store.find("green", JANUARY), {
      name: "TaxiError",
      code: "corrupt_store",
      message: /^Cannot read manifest ".*2023-01\.json": [^\n]*$/,
    });
  });
});

Deno.test("TripStore names the content of months by a hash that any of their rows changes", async () => {
  await withStore(async (store) => {
    await storeTrips(store, originOf("raw"), [[{ miles: 1 }]]);
    await storeTrips(store, { ...originOf("raw", FEBRUARY), source: "/data" }, [[{ miles: 2 }]]);
    const both = await store.datasetRef("green", [JANUARY, FEBRUARY]);
    assert.deepEqual(both.sources, ["synthetic", "/data"]);
    assert.deepEqual(both.months, [JANUARY, FEBRUARY]);
    assert.match(both.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(await store.datasetRef("green", [JANUARY, FEBRUARY]), both);
    await storeTrips(store, originOf("other"), [[{ miles: 1.01 }]]);
    assert.notEqual((await store.datasetRef("green", [JANUARY, FEBRUARY])).sha256, both.sha256);
  });
});

Deno.test("TripStore tells of a damaged manifest, and storing the month again mends it", async () => {
  await withStore(async (store, folder) => {
    await storeTrips(store, originOf("raw"), [[{ miles: 1 }]]);
    await Deno.writeTextFile(join(folder, "2023-01.json"), '{"taxi": "gre');
    await assert.rejects(
      store.find("green", JANUARY),
      /^TaxiError: Cannot read manifest ".*2023-01\.json": /,
    );
    const stored = await storeTrips(store, originOf("raw"), [[{ miles: 1 }]]);
    assert.deepEqual(await store.find("green", JANUARY), stored);
  });
});
