import assert from "node:assert/strict";
import { join } from "node:path";
import { assertDatabasesIntact, assertMonthsWhole, assertTrackingWhole } from "./home_invariants.ts";
import { allTaxiJson, leftovers, postJson, startServer, taxiJson } from "./taxi_process.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const SYNTHETIC = ["ingest", "--source", "synthetic", "--months"];
const TRAIN = ["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration"];

Deno.test("taxi ingest of the same month by several at once leaves the month of one of them, whole", () =>
  withTemporaryFolder(async (home) => {
    const rules = [1, 2, 3, 4];
    for (let round = 0; round < 2; round++) {
      const documents = await allTaxiJson(rules.map((miles) => [
        ...[...SYNTHETIC, "2024-03", "--rows", String(5000 + miles), "--seed", `${miles}`, "--home", home],
        ...["--max-distance", String(miles)],
      ]));
      const [month, ...others] = await assertMonthsWhole(home);
      assert.deepEqual(others, []);
      const sums = documents.map(({ months }) => months[0].sha256);
      const winner = sums.indexOf(month.sha256);
      assert.ok(winner >= 0, "the month is nobody's");
      assert.equal(month.rows.read, 5001 + winner);
      assert.equal(new Set(sums).size, rules.length);
    }
    assert.deepEqual(leftovers(home), []);
    const names = [...Deno.readDirSync(join(home, "trips", "green"))].map(({ name }) => name);
    assert.ok(names.length === 3 || names.length === 5, names.join(" ")); // the month before may still be read
  }));

Deno.test("taxi train by several at once gives each a version, while taxi serve answers from the first", () =>
  withTemporaryFolder(async (home) => {
    await taxiJson([...SYNTHETIC, "2024-03..2024-04", "--rows", "5000", "--home", home]);
    await taxiJson([...TRAIN, "--home", home]);
    await using server = await startServer(["--home", home]);
    const trip = { PULocationID: 161, DOLocationID: 236, trip_distance: 2.5 };
    let training = true;
    const asking = (async () => {
      const answers = new Set<number>();
      while (training) {
        const { predicted_duration, model_version } = await postJson(`${server.url}/predict`, trip);
        assert.equal(model_version, 1);
        answers.add(predicted_duration);
      }
      return answers;
    })();
    const trained = await allTaxiJson([1, 2, 3].map(() => [...TRAIN, "--home", home]));
    training = false;
    assert.equal((await asking).size, 1, "the served model changed");
    assert.deepEqual(trained.map(({ registered }) => registered.version).sort(), [2, 3, 4]);
    const { models } = await taxiJson(["models", "list", "--home", home]);
    const { champion, challenger } = models[0].aliases;
    assert.ok(champion === 1 && challenger > 1, JSON.stringify(models));
    await assertTrackingWhole(home);
    assertDatabasesIntact(home);
  }));
