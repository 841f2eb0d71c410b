import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsOf, keysOf, orderField, usualColumns } from "./run_column.ts";
import { nextOrder, pageFilter, readRunsQuery, runsHref, type RunsQuery, sortingOf } from "./runs_query.ts";

const read = (search: string) => readRunsQuery(new URLSearchParams(search));
const column = (id: string) => columnsOf([id])[0];

Deno.test("readRunsQuery leaves out what makes no sense", () => {
  const usual: RunsQuery = {
    ...{ filter: "", order: "", columns: undefined, page: 1, view: "active", choosing: false },
    until: undefined,
  };
  for (
    const search of ["", "page=0", "page=-1", "page=1e9999", "page=x", "view=all", "until=x", "columns=,"]
  ) {
    assert.deepEqual(read(search), usual, search);
  }
  assert.deepEqual(
    read("columns=metrics.mae,nope,params.depth&columns=params.depth,attributes.nope").columns,
    [
      { id: "params.depth", kind: "params", key: "depth" },
      { id: "metrics.mae", kind: "metrics", key: "mae" },
    ],
  );
});

const KEY = fc.stringMatching(/^[\p{L}\p{N}_.\- :/]{1,20}$/u);
const QUERY: fc.Arbitrary<RunsQuery> = fc.record({
  filter: fc.string().map((text) => text.trim()),
  order: fc.string().map((text) => text.trim()),
  columns: fc.option(
    fc.array(fc.tuple(fc.constantFrom("params", "metrics", "tags"), KEY), { minLength: 1 })
      .map((keys) => columnsOf(keys.map(([kind, key]) => `${kind}.${key}`))),
    { nil: undefined },
  ),
  page: fc.integer({ min: 1, max: 1e6 }),
  view: fc.constantFrom("active", "deleted"),
  choosing: fc.boolean(),
  until: fc.option(fc.nat(), { nil: undefined }),
}, { noNullPrototype: true });

Deno.test("runsHref is read back as what it was made of", () =>
  fc.assert(fc.property(QUERY, (query) => {
    const url = new URL(runsHref(7, query, query), "http://taxi");
    assert.equal(url.pathname, "/experiments/7");
    assert.deepEqual(readRunsQuery(url.searchParams), query);
  })));

Deno.test("runsHref to another order, filter or view begins at the first page, with the same columns", () => {
  const query = read("filter=a&order=b&columns=metrics.mae&page=3&until=9&view=deleted&choose=1");
  assert.equal(
    runsHref(0, query, { order: "metrics.mae ASC" }),
    "/experiments/0?order=metrics.mae+ASC&columns=metrics.mae&view=deleted&filter=a",
  );
});

Deno.test("orderField quotes what MLflow's grammar wants quoted, and has no order for what has none", () => {
  assert.equal(orderField(column("metrics.mae")), "metrics.mae");
  assert.equal(orderField(column("params.learning rate/ü")), "params.`learning rate/ü`");
  assert.equal(orderField(column("metrics.valid.mae")), "metrics.`valid.mae`");
  assert.equal(orderField(column("attributes.start_time")), "attributes.start_time");
  assert.equal(orderField(column("attributes.duration")), undefined);
});

Deno.test("sortingOf and nextOrder know a column however the order names it", () => {
  const mae = column("metrics.valid.mae"), started = column("attributes.start_time");
  assert.equal(sortingOf(started, ""), "descending");
  assert.equal(sortingOf(mae, ""), "none");
  for (const order of ["metrics.`valid.mae`", "metric.valid.mae ASC", 'metrics."valid.mae" asc']) {
    assert.equal(sortingOf(mae, order), "ascending", order);
    assert.equal(sortingOf(started, order), "none");
  }
  assert.equal(sortingOf(started, "start_time ASC"), "ascending");
  assert.equal(sortingOf(mae, "what is this"), "none");
  assert.equal(nextOrder(mae, "", "DESC"), "metrics.`valid.mae` DESC");
  assert.equal(nextOrder(mae, "metrics.`valid.mae` DESC", "DESC"), "metrics.`valid.mae` ASC");
  assert.equal(nextOrder(column("attributes.duration"), "", "ASC"), undefined);
});

Deno.test("pageFilter keeps later pages to what was there when the first was made", () => {
  assert.equal(pageFilter({ filter: "a = 'b'", until: undefined }), "a = 'b'");
  assert.equal(pageFilter({ filter: "", until: 5 }), "attributes.start_time <= 5");
  assert.equal(pageFilter({ filter: "a = 'b'", until: 5 }), "a = 'b' AND attributes.start_time <= 5");
});

Deno.test("usualColumns are those of every run and those that tell most", () => {
  const columns = usualColumns({ params: ["depth"], metrics: ["mae", "loss"] });
  assert.deepEqual(columns.map(({ id }) => id), [
    ...["attributes.status", "attributes.start_time", "attributes.duration"],
    ...["params.depth", "metrics.mae", "metrics.loss"],
  ]);
  assert.deepEqual(keysOf(columns), { params: ["depth"], metrics: ["mae", "loss"], tags: [] });
});
