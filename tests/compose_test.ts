import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type MetricDeclaration, METRICS } from "../server/metrics/metric_declarations.ts";
import { FAKE_BUILD, FAKE_MODEL } from "../server/fake_app.ts";
import { createServerMetrics } from "../server/metrics/server_metrics.ts";
import { fixedModel } from "../server/served_models.ts";
import { runCommand } from "../tools/run_command.ts";
import { anchors } from "./markdown.ts";
import { promtoolTest } from "./promtool.ts";
import { queryFault } from "./query_fault.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

const FOLDER = fileURLToPath(new URL("../infra/compose", import.meta.url));
const read = (path: string) => Deno.readTextFileSync(join(FOLDER, path));

/** The parts of the compose file that these tests read. */
interface Compose {
  readonly services: Record<string, {
    image: string;
    user?: string;
    read_only: boolean;
    cap_drop: string[];
    security_opt: string[];
    volumes: string[];
    ports: string[];
  }>;
  readonly volumes: Record<string, null>;
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { severity: string };
  readonly annotations: { summary: string; description: string; runbook_url: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly datasource?: { type: string; uid: string };
  readonly targets?: readonly { refId: string; expr: string }[];
}

const compose: Compose = parse(read("compose.yaml"), { merge: true });
const rules: readonly Rule[] = parse(read("prometheus/alerts.yml")).groups[0].rules;
const dashboard = JSON.parse(read("grafana/dashboards/taxi.json"));
const panels: readonly Panel[] = dashboard.panels;
const drawn = panels.filter(({ type }) => type !== "row");
const metrics: readonly MetricDeclaration[] = Object.values(METRICS);

/** What Grafana puts in place of its variables. */
const expand = (query: string) => query.replaceAll("$__rate_interval", "5m").replaceAll("$instance", ".*");
const queries = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
  ...drawn.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ of: title, expr: expand(expr) }))
  ),
];

Deno.test("compose.yaml gives no service more than it needs", () => {
  assert.deepEqual(Object.keys(compose.services), ["taxi", "prometheus", "grafana"]);
  for (const [name, service] of Object.entries(compose.services)) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
    for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:/, name);
    assert.match(service.image, /:(v?\d+\.\d+\.\d+|\$\{TAXI_TAG:-latest\})$/, name);
    const named = service.volumes.filter((volume) => !volume.startsWith("./"));
    assert.equal(named.length, 1, `${name} writes to one volume`);
    assert.ok(named[0].split(":")[0] in compose.volumes, name);
    for (const mounted of service.volumes.filter((volume) => volume.startsWith("./"))) {
      assert.ok(mounted.endsWith(":ro"), mounted);
      assert.ok(Deno.statSync(join(FOLDER, mounted.split(":")[0])).isDirectory, mounted);
    }
  }
  assert.match(compose.services.taxi.user!, /^[1-9]\d*:[1-9]\d*$/);
  assert.deepEqual(compose.services.taxi.volumes, ["data:/data"]);
});

Deno.test("every query of the alerts and the dashboard asks for what the server tells", () => {
  assert.ok(queries.length > 30, `only ${queries.length} queries found`);
  for (const { of, expr } of queries) assert.equal(queryFault(expr, metrics), undefined, `${of}: ${expr}`);
});

Deno.test("every metric of the server itself is drawn in the dashboard", () => {
  const drawnText = drawn.map((panel) => JSON.stringify(panel)).join("\n");
  for (const { name } of metrics) assert.ok(drawnText.includes(name), name);
});

Deno.test("every alert has a severity, words, and a section that says what to do", () => {
  const sections = anchors(read("README.md"));
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(critical|warning)$/, alert);
    assert.ok(annotations.summary && annotations.description, alert);
    assert.match(
      annotations.runbook_url,
      /^https:\/\/github\.com\/\{\{ \$externalLabels\.repository \}\}\/blob\/main\/infra\/compose\/README\.md#alerts$/,
    );
    assert.ok(read("README.md").includes(`\`${alert}\``), `the README lacks ${alert}`);
  }
  assert.ok(sections.has("alerts"));
});

Deno.test("the dashboard can be loaded: ids of its own, no panel over another, a data source each", () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, type, targets = [], datasource, description, gridPos } of drawn) {
    assert.ok(title && description && type, title);
    assert.deepEqual(datasource, { type: "prometheus", uid: "${datasource}" }, title);
    assert.ok(targets.length > 0, title);
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    assert.ok(gridPos.x >= 0 && gridPos.x + gridPos.w <= 24, title);
  }
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + i % w},${y + Math.floor(i / w)}`)
  );
  assert.equal(new Set(cells).size, cells.length, "panels lie over each other");
  const variables = dashboard.templating.list.map(({ name }: { name: string }) => name);
  assert.deepEqual(variables, ["datasource", "instance"]);
});

Deno.test("Grafana is given the data source and the folder that the files name", () => {
  const { datasources } = parse(read("grafana/provisioning/datasources/prometheus.yaml"));
  assert.equal(datasources[0].url, "http://prometheus:9090");
  const { providers } = parse(read("grafana/provisioning/dashboards/taxi.yaml"));
  assert.ok(
    compose.services.grafana.volumes.includes(`./grafana/dashboards:${providers[0].options.path}:ro`),
  );
  assert.ok(compose.services.grafana.volumes.includes("./grafana/provisioning:/etc/grafana/provisioning:ro"));
});

promtoolTest("promtool accepts the scrape configuration and the alerts", async (promtool) => {
  await runCommand(promtool, ["check", "config", join(FOLDER, "prometheus/prometheus.yml")]);
});

promtoolTest("promtool sees each alert fire when it should, and only then", async (promtool) => {
  const tests = ["alerts_test.yml", "alerts_week_test.yml"].map((name) => join(FOLDER, "prometheus", name));
  const alerts = tests.map((test) => Deno.readTextFileSync(test)).join("\n");
  for (const { alert } of rules) {
    assert.ok(alerts.includes(`alertname="${alert}"`) || alerts.includes(alert), alert);
  }
  await runCommand(promtool, ["test", "rules", ...tests]);
});

promtoolTest(
  "promtool can read every query of the dashboard",
  (promtool) =>
    withTemporaryFolder(async (folder) => {
      const recorded = queries.map(({ expr }, i) => ({ record: `query_${i}`, expr }));
      const file = join(folder, "queries.yml");
      await Deno.writeTextFile(file, JSON.stringify({ groups: [{ name: "queries", rules: recorded }] }));
      await runCommand(promtool, ["check", "rules", file]);
    }),
);

promtoolTest("promtool says against GET /metrics only that a minute is no second", async (promtool) => {
  const model = { ...FAKE_MODEL, name: 'a "model"\n' };
  const told = createServerMetrics({
    build: FAKE_BUILD,
    models: fixedModel(model),
    predictionQueue: { status: () => ({ waiting: 0, capacity: 1, fault: undefined }) },
  });
  told.began();
  told.ended("/predict", "POST", 200, 0.001);
  told.predicted(model, Float64Array.of(12.5));
  const command = new Deno.Command(promtool, {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  await new Blob([await told.text()]).stream().pipeTo(child.stdin);
  const { stdout, stderr } = await child.output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("").trim();
  assert.equal(said, 'taxi_predicted_duration_minutes use base unit "seconds" instead of "minutes"');
});
