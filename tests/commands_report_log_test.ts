import assert from "node:assert/strict";
import { ingestSmall, json, words } from "./commands_home.ts";
import { logServed } from "./served_predictions.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const MODEL = "taxi-duration@champion";

Deno.test({
  name: "taxi report takes the prediction log as a window, beside months and beside itself",
  sanitizeOps: false, // drawing leaves a timer
  sanitizeResources: false,
  fn: (test) =>
    withTemporaryFolder(async (home) => {
      const at = ["--home", home];
      const report = (
        reference: string,
        current: string,
        ...more: string[]
      ) => ["report", "--reference", reference, "--current", current, ...more, ...at];
      await ingestSmall(home, "2024-03..2024-04", 2000);
      await json(["train", "--train", "2024-03", "--test", "2024-04", "--register", "taxi-duration", ...at]);
      await test.step("an empty log is told, with no page", async () => {
        const text = await words(report("2024-04", "predictions"), 1);
        assert.match(text, /^taxi: Cannot read "predictions": the log of ".*" has no prediction there/);
      });
      const served = { model: MODEL, month: "2024-04", rows: 500 };
      await logServed(home, { ...served, actuals: 300, at: Date.parse("2024-06-01T10:00Z") });
      await logServed(home, { ...served, at: Date.parse("2024-06-03T10:00Z") });
      await test.step("with actuals and predictions, as the model would predict the months", async () => {
        const document = await json(report("2024-04", "predictions", "--model", MODEL));
        assert.equal(document.current.name, "logged predictions");
        assert.deepEqual([document.current.rows, document.regression.current.rows], [1000, 300]);
        const prediction = document.columns.find(({ role }: { role: string }) => role === "prediction");
        assert.deepEqual([prediction.n_current, prediction.drifted], [1000, false]);
      });
      await test.step("by days, of any model", async () => {
        const document = await json(report("predictions:2024-06-01", "predictions:2024-06-02..2024-06"));
        assert.deepEqual([document.reference.rows, document.current.rows], [500, 500]);
        assert.equal(document.reference.name, "predictions 2024-06-01");
        assert.equal(document.regression.current, null, "nothing is known of the later ones yet");
        const text = await words(report("2024-04", "predictions:2024-05"), 1);
        assert.match(text, /"predictions:2024-05": the log of ".*" has no prediction there/);
      });
      await test.step("only the columns that are asked for", async () => {
        const asked = ["--columns", "trip_distance,duration"];
        const { columns } = await json(report("2024-04", "predictions:2024-06-01", ...asked));
        assert.deepEqual(
          columns.map(({ column }: { column: string }) => column),
          ["trip_distance", "duration"],
        );
        const text = await words(report("2024-04", "predictions", "--ignore", "fare"), 2);
        assert.match(text, /^taxi: Cannot find column "fare" in trips: expected one of PULocationID, /);
      });
    }),
});
