import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleMonitoringResult } from "../../tests/sample_monitoring_result.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { JudgementFile, writeJudgement } from "./judgement_file.ts";
import { monitoringJson } from "./monitoring_json.ts";

const NOW = 1_740_835_800_000;

Deno.test("JudgementFile reads what writeJudgement wrote, and each later one", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "judgement.json");
    const file = new JudgementFile(path);
    assert.equal(file.read(), undefined, "nothing was judged yet");
    const result = sampleMonitoringResult(500);
    await writeJudgement(path, result, NOW);
    const first = file.read()!;
    assert.equal(file.read(), first, "not read again");
    assert.deepEqual(
      [first.judged_at, first.verdict, first.rows, first.drifted_share],
      [NOW, result.verdict, result.current.rows, result.dataset.share],
    );
    const scored = monitoringJson(result).columns.filter((column) => "score" in column);
    assert.ok(scored.length > 3);
    assert.deepEqual(
      first.columns,
      scored.map(({ column, method, score, threshold, drifted }) => ({
        column,
        method,
        score,
        threshold,
        drifted,
      })),
    );
    await writeJudgement(path, { ...result, verdict: "ok" }, NOW + 1);
    assert.deepEqual([file.read()!.verdict, file.read()!.judged_at], ["ok", NOW + 1]);
  }));

Deno.test("JudgementFile is as good as none when it is damaged, and read again when it is mended", () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "judgement.json");
    const file = new JudgementFile(path);
    for (const text of ["{", "[]", '{"verdict":"ok"}', ""]) {
      await Deno.writeTextFile(path, text);
      assert.equal(file.read(), undefined, text);
    }
    await writeJudgement(path, sampleMonitoringResult(50), NOW);
    assert.equal(file.read()?.judged_at, NOW);
    await Deno.remove(path);
    assert.equal(file.read(), undefined);
  }));
