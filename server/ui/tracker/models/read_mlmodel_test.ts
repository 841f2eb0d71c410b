import assert from "node:assert/strict";
import fc from "fast-check";
import { mlmodel } from "../../../../commands/mlflow_model/mlmodel.ts";
import { readMlmodel } from "./read_mlmodel.ts";

Deno.test("readMlmodel reads what taxi writes", () => {
  const facts = {
    modelId: "m-1",
    runId: "r",
    artifactUri: "mlflow-artifacts:/0",
    createdAt: "2026-01-01T00:00:00Z",
  };
  const { inputs, outputs, params, flavors } = readMlmodel(mlmodel({ ...facts, taxiVersion: "1" }));
  assert.deepEqual(inputs[0], { name: "PULocationID", type: "long", required: true });
  assert.deepEqual(inputs.map(({ required }) => required), [true, true, false, false]);
  assert.deepEqual(outputs, [{ name: "", type: "tensor of float64, any", required: true }]);
  assert.deepEqual([params, flavors], [[], ["python_function", "taxi"]]);
});

Deno.test("readMlmodel says nested types in words", () => {
  const inputs = JSON.stringify([
    { name: "words", type: "array", items: { type: "string" }, required: true },
    { name: "by_zone", type: "map", values: { type: "array", items: { type: "double" } } },
    { name: "trip", type: "object", properties: { from: { type: "long" }, to: { type: "long" } } },
    { type: "tensor", "tensor-spec": { dtype: "uint8", shape: [-1, 28, 28] } },
  ]);
  const params = JSON.stringify([{ name: "t", default: 0.7, dtype: "double", shape: null, type: "double" }]);
  const read = readMlmodel(JSON.stringify({ signature: { inputs, params } }));
  assert.deepEqual(read.inputs.map(({ type }) => type), [
    "array of string",
    "map of array of double",
    "object of from, to",
    "tensor of uint8, any × 28 × 28",
  ]);
  assert.deepEqual(read.params, [{ name: "t", type: "double", required: false }]);
});

Deno.test("readMlmodel makes nothing of a signature that is none", () => {
  fc.assert(fc.property(fc.json(), fc.json(), (inputs, document) => {
    readMlmodel(JSON.stringify({ signature: { inputs } }));
    readMlmodel(document);
  }));
  for (const text of ["", "a", "[]", "signature: 3", "signature: {inputs: '{'}"]) {
    assert.deepEqual(readMlmodel(text).inputs, [], text);
  }
});
