import assert from "node:assert/strict";
import { NotFoundError, TaxiError } from "../lib/errors.ts";
import type { Predictor } from "../pipeline/models/predictor.ts";
import { FAKE_MODEL } from "./fake_app.ts";
import { type FoundModel, type LiveModelPlan, type ModelChange, openLiveModels } from "./live_models.ts";

/** A model that says `minutes` of any trip. */
function modelOf(minutes: number, version: number | null = minutes): Predictor {
  const hash = String(minutes).padStart(64, "0");
  const predict: Predictor["predict"] = ({ rows }) => new Float64Array(rows).fill(minutes);
  return { ...FAKE_MODEL, name: "m", version, kind: "mean", hash, predict };
}

/** A source whose model the test puts there: a predictor, or what goes wrong. */
class FakeSource {
  readonly title: string;
  looks = 0;
  loads = 0;
  /** Changed by the test. */
  now: Predictor | { readonly version: number; readonly fails: unknown } | Error;
  /** Load waits for it. */
  gate: Promise<void> = Promise.resolve();

  constructor(title: string, now: FakeSource["now"]) {
    this.title = title;
    this.now = now;
  }

  look(): Promise<FoundModel> {
    this.looks++;
    const { now, gate } = this;
    if (now instanceof Error) return Promise.reject(now);
    const load = async () => {
      this.loads++;
      await gate;
      if ("fails" in now) throw now.fails;
      return now;
    };
    return Promise.resolve({ version: now.version, stamp: `${now.version}`, load });
  }
}

/** Live models of these sources, and the sentences that were told. */
async function open(
  sources: Partial<Record<LiveModelPlan["role"], FakeSource>>,
  weights: Partial<Record<LiveModelPlan["role"], number>> = {},
) {
  const told: ModelChange[] = [];
  const roles = Object.keys(sources) as LiveModelPlan["role"][];
  const plans = roles.map((role) => ({
    role,
    name: role,
    weight: weights[role] ?? 1,
    source: sources[role]!,
  }));
  const models = await openLiveModels(plans, (change) => told.push(change));
  return { models, told, sentences: () => told.splice(0).map(({ sentence }) => sentence) };
}

const KEY = () => "rider";
const BROKEN = new TaxiError('Cannot read model "m": it is damaged', { code: "corrupt_model" });

Deno.test("openLiveModels serves what each source has, the champion first", async () => {
  const shadow = new FakeSource("m@shadow", modelOf(9)),
    challenger = new FakeSource("m@challenger", modelOf(2));
  const { models } = await open({ shadow, challenger, champion: new FakeSource("m@champion", modelOf(1)) }, {
    champion: 90,
    challenger: 10,
    shadow: 0,
  });
  assert.deepEqual(models.list().map(({ role, weight, predictor }) => [role, weight, predictor.version]), [
    ["champion", 90, 1],
    ["challenger", 10, 2],
    ["shadow", 0, 9],
  ]);
  assert.equal(models.shadow?.version, 9);
  assert.deepEqual(models.faults(), []);
});

Deno.test("LiveModels.refresh loads nothing while nothing has changed", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const { models, sentences } = await open({ champion });
  for (let n = 0; n < 5; n++) await models.refresh();
  assert.deepEqual([champion.looks, champion.loads], [6, 1]);
  assert.deepEqual(sentences(), []);
});

Deno.test("LiveModels.refresh swaps a changed model, and whoever chose before keeps the old one", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const { models, told, sentences } = await open({ champion });
  const chosen = models.choose(KEY);
  champion.now = modelOf(2);
  const opened = Promise.withResolvers<void>();
  champion.gate = opened.promise;
  const refreshed = models.refresh();
  await Promise.resolve();
  assert.equal(models.choose(KEY).version, 1, "the old model serves while the new one is loaded");
  opened.resolve();
  await refreshed;
  assert.deepEqual([chosen.version, models.choose(KEY).version], [1, 2]);
  assert.deepEqual([told[0].outcome, told[0].role, told[0].predictor?.version], ["swapped", "champion", 2]);
  assert.deepEqual(sentences(), ["m@champion is version 2 now, version 1 before"]);
});

Deno.test("LiveModels.refresh keeps the old model when the new one cannot be loaded, and tries again", async () => {
  const champion = new FakeSource("m@champion", modelOf(3));
  const { models, told, sentences } = await open({ champion });
  champion.now = { version: 4, fails: BROKEN };
  const fault =
    'Cannot load m@champion (version 4): cannot read model "m": it is damaged; version 3 is still serving';
  for (let n = 0; n < 3; n++) {
    await models.refresh();
    assert.equal(models.choose(KEY).version, 3);
    assert.deepEqual(models.faults(), [fault]);
  }
  assert.equal(champion.loads, 4, "each refresh tries again");
  assert.deepEqual(told.map(({ outcome }) => outcome), ["failed"], "the same fault is told once");
  assert.deepEqual(sentences(), [fault]);
  champion.now = modelOf(4);
  await models.refresh();
  assert.deepEqual([models.choose(KEY).version, ...models.faults()], [4]);
  assert.deepEqual(sentences(), ["m@champion is version 4 now, version 3 before"]);
});

Deno.test("LiveModels.refresh tells that a fault has passed by itself", async () => {
  const champion = new FakeSource("m@champion", modelOf(3));
  const { models, told, sentences } = await open({ champion });
  champion.now = new NotFoundError('Cannot find alias "champion" of "m": it has no aliases');
  await models.refresh();
  assert.match(
    models.faults()[0],
    /^Cannot load m@champion: cannot find alias .*; version 3 is still serving$/,
  );
  champion.now = modelOf(3);
  await models.refresh();
  assert.deepEqual(models.faults(), []);
  assert.equal(champion.loads, 1);
  assert.deepEqual(told.map(({ outcome }) => outcome), ["failed", "recovered"]);
  assert.equal(sentences()[1], "m@champion is version 3 again, as it should be");
});

Deno.test("LiveModels.refresh refuses a model that predicts no number, or throws", async () => {
  const champion = new FakeSource("m@champion", modelOf(3));
  const { models } = await open({ champion });
  champion.now = { ...modelOf(4), predict: ({ rows }) => new Float64Array(rows).fill(NaN) };
  await models.refresh();
  assert.match(
    models.faults()[0],
    /^Cannot load m@champion \(version 4\): it predicts NaN for a trip from zone 161 to zone 236, expected a number/,
  );
  champion.now = {
    ...modelOf(5),
    predict() {
      throw new RangeError("no such feature");
    },
  };
  await models.refresh();
  assert.match(models.faults()[0], /\(version 5\): no such feature; version 3 is still serving$/);
  champion.now = {
    ...modelOf(6),
    explain() {
      throw new RangeError("no such term");
    },
  };
  await models.refresh();
  assert.match(models.faults()[0], /\(version 6\): no such term; version 3 is still serving$/);
  assert.equal(models.choose(KEY).version, 3);
});

Deno.test("LiveModels.refresh never runs two loads at once, and misses no change made before its call", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const { models } = await open({ champion });
  const opened = Promise.withResolvers<void>();
  champion.gate = opened.promise;
  const refreshes = [2, 3, 4].map((version) => {
    champion.now = modelOf(version);
    return models.refresh();
  });
  while (champion.loads < 2) await Promise.resolve();
  champion.now = modelOf(5);
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  assert.equal(champion.loads, 2, "the second load waits for the first");
  const last = models.refresh();
  opened.resolve();
  await Promise.all([...refreshes, last]);
  assert.equal(models.choose(KEY).version, 5);
});

Deno.test("openLiveModels does not start without its champion, nor with a name that is not there", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const missing = new NotFoundError('Cannot find alias "best" of "m"');
  await assert.rejects(
    open({ champion: new FakeSource("m@champion", { version: 1, fails: BROKEN }) }),
    BROKEN,
  );
  await assert.rejects(open({ champion: new FakeSource("m@champion", missing) }), missing);
  await assert.rejects(open({ champion, challenger: new FakeSource("m@best", missing) }), missing);
  await assert.rejects(open({ champion, shadow: new FakeSource("m@best", missing) }), missing);
});

Deno.test("openLiveModels starts without a challenger and a shadow that cannot be loaded, until they can be", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const challenger = new FakeSource("m@challenger", { version: 2, fails: BROKEN });
  const shadow = new FakeSource("m@next", { version: 9, fails: new Error("odd") });
  const { models, sentences } = await open({ champion, challenger, shadow }, {
    champion: 0,
    challenger: 100,
  });
  assert.equal(models.choose(KEY).version, 1, "the champion answers what nobody else can");
  assert.equal(models.shadow, undefined);
  assert.deepEqual(models.list().map(({ role }) => role), ["champion"]);
  assert.deepEqual(models.faults(), [
    'Cannot load m@challenger (version 2): cannot read model "m": it is damaged; the other models answer its share',
    "Cannot load m@next (version 9): odd; there is no shadow",
  ]);
  challenger.now = modelOf(2);
  shadow.now = modelOf(9);
  await models.refresh();
  assert.deepEqual([models.choose(KEY).version, models.list()[2].predictor.version], [2, 9]);
  assert.deepEqual(models.faults(), []);
  assert.deepEqual(sentences(), ["m@challenger is version 2 now", "m@next is version 9 now"]);
});

Deno.test("openLiveModels starts without an optional champion that cannot be loaded, and takes the next one", async () => {
  const source = new FakeSource("m@champion", { version: 1, fails: BROKEN });
  const told: string[] = [];
  const plan = { role: "champion", name: "champion", weight: 1, optional: true, source } as const;
  const models = await openLiveModels([plan], ({ sentence }) => told.push(sentence));
  assert.deepEqual(models.list(), []);
  assert.equal(models.faults().length, 1);
  source.now = modelOf(2);
  await models.refresh();
  assert.deepEqual(models.list().map(({ predictor }) => predictor.version), [2]);
  assert.deepEqual(models.faults(), []);
});

Deno.test("LiveModels moves each alias by itself, and a key stays with its alias", async () => {
  const champion = new FakeSource("m@champion", modelOf(1));
  const challenger = new FakeSource("m@challenger", modelOf(2));
  const { models } = await open({ champion, challenger }, { champion: 50, challenger: 50 });
  const keys = Array.from({ length: 100 }, (_, n) => () => `rider-${n}`);
  const chosen = () => keys.map((key) => models.choose(key).version);
  const before = chosen();
  assert.deepEqual(new Set(before), new Set([1, 2]));
  challenger.now = modelOf(3);
  await models.refresh();
  assert.deepEqual(chosen(), before.map((version) => version === 2 ? 3 : 1));
  champion.now = new Error("gone");
  challenger.now = modelOf(4);
  await models.refresh();
  assert.deepEqual(chosen(), before.map((version) => version === 2 ? 4 : 1));
  assert.equal(models.faults().length, 1);
});

Deno.test("LiveModels asks for no key where one model answers", async () => {
  const never = () => assert.fail("asked");
  const champion = new FakeSource("m@champion", modelOf(1)),
    challenger = new FakeSource("m@challenger", modelOf(2));
  assert.equal((await open({ champion })).models.choose(never).version, 1);
  const { models } = await open({ champion, challenger }, { champion: 100, challenger: 0 });
  assert.equal(models.choose(never).version, 1);
});

Deno.test("LiveModels calls a model file by its hash", async () => {
  const champion = new FakeSource("m.taxi", modelOf(7, null));
  const { models, sentences } = await open({ champion });
  champion.now = new Error("odd");
  await models.refresh();
  assert.deepEqual(sentences(), [
    "Cannot load m.taxi: odd; the file with SHA-256 000000000000 is still serving",
  ]);
});
