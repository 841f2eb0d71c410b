import assert from "node:assert/strict";
import { parseMonitoringConfig, readMonitoringConfig } from "./monitoring_config.ts";

const refused = (text: string) => {
  try {
    parseMonitoringConfig(text, "m.yaml");
  } catch (error) {
    return (error as Error).message;
  }
  return "taken";
};

Deno.test("parseMonitoringConfig reads methods, conditions and limits", () => {
  const config = parseMonitoringConfig(
    `
drift:
  share: 0.4
  severity: warning
  threshold: 0.3
  numeric: { method: ks, threshold: 0.01 }
  columns:
    fare: { method: psi, severity: alert }
    "<b>": { threshold: 2 }
metrics:
  mae: { worse_by: 0.2, at_most: 6, severity: warning }
  me: false
quality:
  missing: { limit: 0.2, severity: alert }
  duplicates: false
  stale: { limit: 3 }
monitor: { raise_after: 2, raise_within: 3, raise_on: warning, clear_share: 0.1, cool_down: 6h }
`,
    "m.yaml",
  );
  assert.deepEqual(JSON.parse(JSON.stringify(config)), {
    methods: {
      threshold: 0.3,
      numeric: { method: "ks", threshold: 0.01 },
      columns: { fare: { method: "psi" }, "<b>": { threshold: 2 } },
    },
    driftShare: 0.4,
    conditions: {
      metrics: { mae: { worseBy: 0.2, atMost: 6, severity: "warning" }, me: false },
      columns: { fare: "alert" },
      dataset: "warning",
    },
    quality: {
      missing: { limit: 0.2, severity: "alert" },
      duplicates: false,
      stale: { limit: 3, severity: "warning" },
    },
    alerts: { raiseAfter: 2, raiseWithin: 3, raiseOn: "warning", clearShare: 0.1, coolDown: 21_600_000 },
  });
});

Deno.test("parseMonitoringConfig takes an empty file, and JSON", () => {
  for (const text of ["", "# nothing yet\n", "{}"]) {
    assert.deepEqual(parseMonitoringConfig(text, "m.yaml"), {
      methods: { columns: {} },
      conditions: { columns: {} },
      quality: {},
      alerts: {},
    });
  }
  assert.equal(parseMonitoringConfig('{"drift": {"share": 0.2}}', "m.json").driftShare, 0.2);
});

Deno.test("parseMonitoringConfig names what it cannot read, by its path, with the nearest name", () => {
  assert.equal(refused("metric: {}"), 'Cannot read "m.yaml": unknown key "metric", did you mean "metrics"?');
  assert.equal(
    refused("drift: {columns: {fare: {thresholds: 1}}}"),
    'Cannot read "m.yaml": unknown key "drift.columns.fare.thresholds", did you mean "threshold"?',
  );
  assert.equal(
    refused("metrics: {mae: {worse: 1}}"),
    'Cannot read "m.yaml": unknown key "metrics.mae.worse", expected worse_by, at_most, at_least, severity',
  );
  assert.match(
    refused("metrics: {mae: 5}"),
    /"metrics\.mae" is neither false nor has it keys such as worse_by/,
  );
  assert.match(refused("metrics: {mae: {at_most: low}}"), /"metrics\.mae\.at_most": expected number/);
  assert.match(refused("drift: {share: 2}"), /"drift\.share": Too big/);
  assert.match(refused("drift: {numeric: {method: kz}}"), /"drift\.numeric\.method": .*ks.*wasserstein/);
  assert.match(refused("drift: [1"), /Cannot read "m\.yaml" as YAML: /);
  assert.match(refused("drift: {share: 1}\ndrift: {}"), /as YAML: Map keys must be unique/);
  assert.match(refused("just words"), /expected object, received string/);
});

Deno.test("readMonitoringConfig refuses a file that is not there", async () => {
  await assert.rejects(readMonitoringConfig("no/such.yaml"), {
    name: "UsageError",
    message: 'Cannot read "no/such.yaml": there is no such file, expected a configuration file',
  });
});

Deno.test("parseMonitoringConfig takes the file that docs/monitoring.md shows", async () => {
  const markdown = await Deno.readTextFile(new URL("../docs/monitoring.md", import.meta.url));
  const shown = [...markdown.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text);
  assert.ok(shown.length > 0);
  const [config] = shown.map((text) => parseMonitoringConfig(text, "docs/monitoring.md"));
  assert.equal(config.driftShare, 0.4);
  assert.equal(config.conditions.columns?.trip_distance, "alert");
  assert.equal(config.quality.duplicates, false);
});
