import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryHome } from "../temporary_home.ts";
import { readMeta } from "./mlflow_yaml.ts";

Deno.test("readMeta takes no text for anything else", () =>
  withTemporaryHome(async (home) => {
    const path = join(home, "meta.yaml");
    await Deno.writeTextFile(
      path,
      `run_id: 12e34567890123456789012345678901
experiment_id: '007'
name: 'null'
description: null
empty:
stage: None
start_time: 1796095298295
end_time: 1796095298295.7
answer: yes
tags:
  mlflow.data.context: training
  count: 10
`,
    );
    const meta = (await readMeta(path))!;
    assert.equal(meta.text("run_id"), "12e34567890123456789012345678901");
    assert.deepEqual(["experiment_id", "name", "stage", "answer"].map(meta.text), [
      "007",
      "null",
      "None",
      "yes",
    ]);
    assert.deepEqual(["description", "empty", "absent", "tags", "toString"].map(meta.text), [
      ...[null, null, null, null, null],
    ]);
    assert.deepEqual(["start_time", "end_time", "name"].map(meta.number), [
      1796095298295,
      1796095298295,
      null,
    ]);
    assert.deepEqual([...meta.texts("tags")], [["mlflow.data.context", "training"], ["count", "10"]]);
    assert.equal(await readMeta(join(home, "absent.yaml")), undefined);
    for (const text of ["", "just text", "- a\n- b\n", "a: [1\n"]) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(readMeta(path), { code: "not_importable" });
    }
  }));
