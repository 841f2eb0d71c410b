import assert from "node:assert/strict";
import { chooseDimensions } from "./choose_dimensions.ts";
import { readCompareQuery } from "./compare_query.ts";
import { dimensions } from "./dimensions.ts";

const runs = Array.from({ length: 20 }, (_, i) => ({
  params: new Map([["id", `run ${i}`], ["kind", i % 2 ? "gbdt" : "linear"], ["depth", String(i)], [
    "same",
    "1",
  ]]),
  metrics: new Map([["rows", i], ["loss", 1 / (i + 1)], ["mae", 20 - i], ["constant", 1]]),
}));
const choose = (query: string) => {
  const { x, y, axes, colour } = chooseDimensions(
    dimensions(runs),
    readCompareQuery(new URLSearchParams(query)),
  );
  return { x: x?.name, y: y?.name, axes: axes.map(({ name }) => name), colour: colour?.name };
};

Deno.test("chooseDimensions takes what tells the runs apart, and no names", () => {
  assert.deepEqual(choose(""), {
    x: "params.depth",
    y: "metrics.mae",
    axes: ["params.depth", "params.kind", "metrics.rows", "metrics.loss", "metrics.mae"],
    colour: "metrics.mae",
  });
});

Deno.test("chooseDimensions takes what is asked for where there is such a thing", () => {
  const asked =
    "x=params.kind&y=metrics.rows&axes=params.same&axes=metrics.none&axes=metrics.mae&colour=none";
  assert.deepEqual(choose(asked), {
    x: "params.kind",
    y: "metrics.rows",
    axes: ["params.same", "metrics.mae"],
    colour: undefined,
  });
  assert.equal(choose("colour=params.kind").colour, "metrics.mae");
  assert.equal(choose("axes=metrics.none").axes.length, 5);
});
