import assert from "node:assert/strict";
import fc from "fast-check";
import type { Run } from "./run.ts";
import type { StoreCase } from "./store_case.ts";
import type { Tracking } from "./tracking_store.ts";

const KEYS = ["a", "b-c", "d e"];
const TEXTS = ["", "x", "X", "xy", "a%b", "A_b", "it's", "[x]", "*", "?"];
const NUMBERS = [-1, 0, 0.5, 2, 1e300, NaN];

const LOGGED = fc.record({
  params: fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...TEXTS)),
  tags: fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...TEXTS)),
  metrics: fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...NUMBERS)),
  startTime: fc.integer({ min: 0, max: 3 }),
  name: fc.constantFrom("one", "two", "One"),
});

interface Clause {
  readonly filter: string;
  readonly holds: (run: Run) => boolean;
}

const quoted = (text: string) => text.includes("'") ? `"${text}"` : `'${text}'`;

const TEXT_TESTS: Readonly<Record<string, (found: string, asked: string) => boolean>> = {
  "=": (found, asked) => found === asked,
  "!=": (found, asked) => found !== asked,
  LIKE: (found, asked) => likeness(asked, "s").test(found),
  ILIKE: (found, asked) => likeness(asked, "is").test(found),
};

function likeness(pattern: string, flags: string): RegExp {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("%", ".*").replaceAll("_", ".");
  return new RegExp(`^${source}$`, flags);
}

const NUMBER_TESTS: Readonly<Record<string, (found: number, asked: number) => boolean>> = {
  "=": (found, asked) => found === asked,
  "!=": (found, asked) => found !== asked,
  ">": (found, asked) => found > asked,
  ">=": (found, asked) => found >= asked,
  "<": (found, asked) => found < asked,
  "<=": (found, asked) => found <= asked,
};

const TEXT_CLAUSE: fc.Arbitrary<Clause> = fc.tuple(
  fc.constantFrom("params", "tags"),
  fc.constantFrom(...KEYS),
  fc.constantFrom(...Object.keys(TEXT_TESTS)),
  fc.constantFrom(...TEXTS, "%", "x%", "_", "%X%", "a_b"),
).map(([entity, key, operator, text]) => ({
  filter: `${entity}.\`${key}\` ${operator} ${quoted(text)}`,
  holds: (run) => {
    const found = run[entity as "params" | "tags"][key];
    return found !== undefined && TEXT_TESTS[operator](found, text);
  },
}));

const METRIC_CLAUSE: fc.Arbitrary<Clause> = fc.tuple(
  fc.constantFrom(...KEYS),
  fc.constantFrom(...Object.keys(NUMBER_TESTS)),
  fc.constantFrom(-1, 0, 0.5, 1e300),
).map(([key, operator, number]) => ({
  filter: `metrics.\`${key}\` ${operator} ${number === 1e300 ? "1e+300" : number}`,
  holds: (run) => run.metrics[key] !== undefined && NUMBER_TESTS[operator](run.metrics[key].value, number),
}));

const NULL_CLAUSE: fc.Arbitrary<Clause> = fc.tuple(
  fc.constantFrom("params", "tags"),
  fc.constantFrom(...KEYS),
  fc.boolean(),
).map(([entity, key, there]) => ({
  filter: `${entity}.\`${key}\` IS ${there ? "NOT " : ""}NULL`,
  holds: (run) => (run[entity as "params" | "tags"][key] !== undefined) === there,
}));

const ATTRIBUTE_CLAUSE: fc.Arbitrary<Clause> = fc.oneof(
  fc.tuple(fc.constantFrom(...Object.keys(NUMBER_TESTS)), fc.integer({ min: 0, max: 3 })).map((
    [operator, number],
  ) => ({
    filter: `attributes.start_time ${operator} ${number}`,
    holds: (run: Run) => NUMBER_TESTS[operator](run.startTime, number),
  })),
  fc.tuple(fc.constantFrom(...Object.keys(TEXT_TESTS)), fc.constantFrom("one", "ONE", "%n%")).map((
    [operator, text],
  ) => ({
    filter: `run_name ${operator} '${text}'`,
    holds: (run: Run) => TEXT_TESTS[operator](run.name, text),
  })),
);

const CLAUSES = fc.array(fc.oneof(TEXT_CLAUSE, METRIC_CLAUSE, NULL_CLAUSE, ATTRIBUTE_CLAUSE), {
  maxLength: 3,
});

interface Order {
  readonly item: string;
  readonly compare: (a: Run, b: Run) => number;
}

const ORDER: fc.Arbitrary<Order> = fc.tuple(
  fc.constantFrom("metrics", "params", "tags", "start_time"),
  fc.constantFrom(...KEYS),
  fc.boolean(),
).map(([what, key, ascending]) => {
  const sign = ascending ? 1 : -1;
  const item = `${what === "start_time" ? what : `${what}.\`${key}\``} ${ascending ? "ASC" : "DESC"}`;
  if (what === "start_time") return { item, compare: (a, b) => sign * (a.startTime - b.startTime) };
  if (what !== "metrics") {
    return {
      item,
      compare: (a, b) =>
        lastMissing(a[what][key], b[what][key]) ?? sign * bytewise(a[what][key], b[what][key]),
    };
  }
  return {
    item,
    compare: (a, b) => {
      const [x, y] = [a.metrics[key]?.value, b.metrics[key]?.value];
      const missing = lastMissing(x, y);
      if (missing !== undefined) return missing;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * Math.sign(x - y);
    },
  };
});

function lastMissing(a: unknown, b: unknown): number | undefined {
  if (a !== undefined && b !== undefined) return undefined;
  return Number(a === undefined) - Number(b === undefined);
}

function bytewise(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function naive(runs: readonly Run[], clauses: readonly Clause[], orders: readonly Order[]): string[] {
  const newest = (a: Run, b: Run) => b.startTime - a.startTime || bytewise(a.runId, b.runId);
  return runs.filter((run) => clauses.every(({ holds }) => holds(run)))
    .sort((a, b) =>
      [...orders.map(({ compare }) => compare), newest].map((by) => by(a, b)).find((n) => n !== 0) ?? 0
    )
    .map(({ runId }) => runId);
}

async function idsOf(
  store: Tracking,
  search: Omit<Parameters<Tracking["runs"]["find"]>[0], "experimentIds">,
) {
  return (await store.runs.find({ experimentIds: [0], ...search })).map(({ runId }) => runId);
}

/** Searches of MLflow's grammar: part of the contract of every store. */
export const SEARCH_CASES: readonly StoreCase[] = [
  {
    name: "runs.find finds and orders what a reading of the runs one by one does",
    async run(store) {
      const logged = fc.sample(LOGGED, { numRuns: 40, seed: 7 });
      for (const { params, tags, metrics, startTime, name } of logged) {
        const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 1 }));
        await store.runs.create({ experimentId: 0, name, startTime, log: { params, tags, metrics: points } });
      }
      const runs = await store.runs.search({ limit: 100 });
      await fc.assert(
        fc.asyncProperty(
          CLAUSES,
          fc.array(ORDER, { maxLength: 2 }),
          fc.integer({ min: 1, max: 45 }),
          fc.integer({ min: 0, max: 20 }),
          async (clauses, orders, limit, offset) => {
            const filter = clauses.map((clause) => clause.filter).join(" AND ");
            const found = await idsOf(store, {
              filter,
              orderBy: orders.map(({ item }) => item),
              limit,
              offset,
            });
            assert.deepEqual(found, naive(runs, clauses, orders).slice(offset, offset + limit), filter);
          },
        ),
        { numRuns: 300 },
      );
    },
  },
  {
    name: "runs.find knows attributes, views, datasets and several experiments",
    async run(store) {
      const other = await store.experiments.create({ name: "other" });
      const a = await store.runs.create({ experimentId: 0, user: "ada", startTime: 1 });
      const b = await store.runs.create({ experimentId: other.experimentId, startTime: 2 });
      const dataset = { name: "green", digest: "d1", context: "training", sourceType: "local", source: "x" };
      await store.runs.log(a.runId, { inputs: [dataset, { ...dataset, context: "test" }] });
      await store.runs.end(a.runId, { status: "finished", endTime: 9 });
      await store.runs.delete(b.runId);
      const both = [0, other.experimentId];
      const find = async (filter: string, view?: "deleted" | "all") =>
        (await store.runs.find({ experimentIds: both, filter, limit: 9, ...(view ? { view } : {}) }))
          .map(({ runId }) => runId);
      for (
        const filter of [
          ...[
            "status = 'FINISHED'",
            "user_id = 'ada'",
            "end_time = 9",
            `run_id IN ('${a.runId}')`,
            "created < 2",
          ],
          ...["dataset.name = 'green'", "datasets.digest LIKE 'd%'", "dataset.context IN ('training', 'x')"],
          ...[`artifact_uri = '${a.artifactUri}'`, `tags.\`mlflow.runName\` = '${a.name}'`],
        ]
      ) assert.deepEqual(await find(filter), [a.runId], filter);
      assert.deepEqual(
        await find("dataset.context = 'test'"),
        [],
        "the same data once, with its first context",
      );
      assert.deepEqual(await find(""), [a.runId]);
      assert.deepEqual(await find("", "deleted"), [b.runId]);
      assert.deepEqual(await find("", "all"), [b.runId, a.runId]);
      assert.deepEqual(await store.runs.find({ experimentIds: [], limit: 9 }), []);
    },
  },
  {
    name: "runs.find refuses what does not fit together, in MLflow's words",
    async run(store) {
      for (
        const [filter, message] of [
          ["metrics.a = 'x'", "Expected numeric value type for metric. Found 'x'"],
          ["params.a = 1", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
          [
            "foo.a = 'x'",
            "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
          ],
          [
            "status IN ('x')",
            "Only ['run_id'] attributes support comparison with a list of quoted string values.",
          ],
          ["start_time = 'x'", "Expected numeric value type for numeric attribute: start_time. Found 'x'"],
          [
            "metrics.a IS NULL",
            "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a'",
          ],
        ]
      ) await assert.rejects(idsOf(store, { filter, limit: 1 }), { message }, filter);
      await assert.rejects(idsOf(store, { filter: "nope = 'x'", limit: 1 }), {
        message: /^Invalid attribute key 'nope' specified/,
      });
      await assert.rejects(idsOf(store, { filter: "params.a > 'x'", limit: 1 }), {
        message: /^Invalid comparator '>' not one of/,
      });
      await assert.rejects(idsOf(store, { orderBy: ["dataset.name"], limit: 1 }), { code: "invalid_search" });
    },
  },
  {
    name: "experiments.find and models.find know names, tags and pages",
    async run({ experiments, models }) {
      for (const [name, team] of [["ta", "1"], ["Tb", "2"], ["tc", ""]]) {
        await experiments.create({ name, tags: team === "" ? {} : { team } });
        await models.create({ name, tags: team === "" ? {} : { team } });
        await models.createVersion({ name, source: "s3://b/m", tags: { of: name } });
      }
      const names = async (search: Parameters<typeof experiments.find>[0]) =>
        (await experiments.find(search)).map(({ name }) => name);
      assert.deepEqual(await names({ filter: "name LIKE 't%'", limit: 9 }), ["tc", "ta"]);
      assert.deepEqual(await names({ filter: "name ILIKE 't%'", orderBy: ["name ASC"], limit: 9 }), [
        "Tb",
        "ta",
        "tc",
      ]);
      assert.deepEqual(await names({ filter: "tags.team IS NULL AND name != 'Default'", limit: 9 }), ["tc"]);
      const found = async (search: Parameters<typeof models.find>[0]) =>
        (await models.find(search)).map(({ name }) => name);
      assert.deepEqual(await found({ limit: 9 }), ["Tb", "ta", "tc"]);
      assert.deepEqual(await found({ filter: "tags.team != '1'", limit: 9 }), ["Tb"]);
      assert.deepEqual(await found({ orderBy: ["name DESC"], limit: 1, offset: 1 }), ["ta"]);
      const versions = await models.findVersions({
        filter: "name IN ('ta', 'tc') AND tags.of = 'tc'",
        limit: 9,
      });
      assert.deepEqual(versions.map(({ name, version }) => [name, version]), [["tc", 1]]);
    },
  },
];
