import assert from "node:assert/strict";
import { alignRows } from "./output.ts";

Deno.test("alignRows aligns words left and numbers right, two spaces apart", () => {
  const rows = [
    ["month", "read", "share", "source"],
    ["2023-01", "68,211", "1.2%", "tlc"],
    ["2023-02", "9", "−0.5%", "a folder"],
  ];
  assert.deepEqual(alignRows(rows), [
    "month      read  share  source",
    "2023-01  68,211   1.2%  tlc",
    "2023-02       9  −0.5%  a folder",
  ]);
});

Deno.test("alignRows takes short rows, empty cells and no rows", () => {
  assert.deepEqual(alignRows([]), []);
  assert.deepEqual(alignRows([["a", "b"]]), ["a  b"]);
  assert.deepEqual(alignRows([["metric", "value", "unit"], ["R2", "0.639"], ["MAE", "", "min"]]), [
    "metric  value  unit",
    "R2      0.639",
    "MAE            min",
  ]);
});

/** What a program that uses `createOutput` and `startProgress` writes when neither stream is a terminal. */
async function written(json: boolean): Promise<{ stdout: string; stderr: string }> {
  const script = `
    import { createOutput } from ${JSON.stringify(import.meta.resolve("./output.ts"))};
    import { startProgress } from ${JSON.stringify(import.meta.resolve("./progress.ts"))};
    const progress = startProgress("work");
    progress.update(0.5);
    progress.stop();
    const out = createOutput(${json});
    out.say("Hello");
    out.table([["a", "b"], ["x", "1"]]);
    out.next("taxi demo");
    out.document({ rows: 1 });`;
  const command = new Deno.Command(Deno.execPath(), { args: ["eval", "--quiet", "--no-check", script] });
  const { stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { stdout: text(stdout), stderr: text(stderr) };
}

const WORDS = "Hello\na  b\nx  1\n\nNext: ./denow task taxi demo\n";

Deno.test("createOutput writes words to stdout without colours, and no document, unless asked for JSON", async () => {
  assert.deepEqual(await written(false), { stdout: WORDS, stderr: "" });
});

Deno.test("createOutput with JSON leaves stdout to one document; progress is silent off a terminal", async () => {
  const { stdout, stderr } = await written(true);
  assert.deepEqual(JSON.parse(stdout), { rows: 1 });
  assert.equal(stderr, WORDS);
});
