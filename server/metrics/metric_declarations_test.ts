import assert from "node:assert/strict";
import { fakeApp } from "../fake_app.ts";
import { type MetricDeclaration, METRICS } from "./metric_declarations.ts";

const declared: readonly MetricDeclaration[] = Object.values(METRICS);
const text = await fakeApp().metrics.text();

Deno.test("METRICS are what a server tells, in this order, with their types and helps", () => {
  const told = text.split("\n").filter((line) => line.startsWith("# "));
  assert.deepEqual(
    told,
    declared.flatMap(({ name, type, help }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`]),
  );
});

Deno.test("METRICS have names that end in their unit, or _total, or tell one thing", () => {
  for (const { name, type } of declared) {
    assert.match(name, /^(taxi|process)(_[a-z]+)+$/);
    assert.equal(name.endsWith("_total"), type === "counter", name);
    if (type === "histogram") assert.match(name, /_(seconds|minutes)$/);
  }
  assert.equal(new Set(declared.map(({ name }) => name)).size, declared.length);
});

Deno.test("METRICS of the process are numbers that can be", () => {
  const value = (name: string) => Number(text.match(RegExp(`^${name} (.*)$`, "m"))?.[1]);
  const cpu = value(METRICS.cpu.name);
  assert.ok(cpu > 0 && cpu < 3600, `${cpu} s`);
  const started = value(METRICS.startTime.name);
  assert.ok(started > 1.6e9 && started * 1000 <= Date.now(), `${started}`);
  const [memory, heap] = [value(METRICS.residentMemory.name), value(METRICS.heap.name)];
  assert.ok(heap > 1e6 && memory > heap, `${memory} and ${heap} bytes`);
  if (Deno.build.os !== "linux") return;
  const [open, most] = [value(METRICS.openFiles.name), value(METRICS.maxOpenFiles.name)];
  assert.ok(open > 2 && open < most, `${open} of ${most}`);
});
