import assert from "node:assert/strict";
import fc from "fast-check";
import { type Rate, RateLimit } from "./rate_limit.ts";

const RATES: fc.Arbitrary<Rate> = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  seconds: fc.integer({ min: 1, max: 60 }),
  burst: fc.integer({ min: 1, max: 20 }),
});
/** Milliseconds from one request to the next, and who asks. */
const REQUESTS = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 3000 }), client: fc.nat(2) }), {
  maxLength: 200,
});
/** Of the rounding of times that are sums of fractions. */
const ROUNDING = 1e-6;

Deno.test("RateLimit lets through at most the burst and what has come in since, in whatever span", () => {
  fc.assert(fc.property(RATES, REQUESTS, (rate, requests) => {
    const limit = new RateLimit(rate);
    const taken: number[][] = [[], [], []];
    let now = 0;
    for (const { gap, client } of requests) {
      now += gap;
      if (limit.take(String(client), now) === 0) taken[client].push(now);
    }
    for (const times of taken) {
      for (const [first, from] of times.entries()) {
        for (const [last, to] of times.entries()) {
          if (last < first) continue;
          const most = rate.burst + (to - from) / 1000 * rate.count / rate.seconds;
          assert.ok(last - first + 1 <= most + ROUNDING, `${last - first + 1} in ${to - from} ms`);
        }
      }
    }
  }));
});

Deno.test("RateLimit counts as a bucket does that is filled up step by step", () => {
  fc.assert(fc.property(RATES, REQUESTS, (rate, requests) => {
    const limit = new RateLimit(rate);
    const perMillisecond = rate.count / rate.seconds / 1000;
    let now = 0, tokens = rate.burst;
    for (const { gap } of requests) {
      now += gap;
      tokens = Math.min(rate.burst, tokens + gap * perMillisecond);
      fc.pre(Math.abs(tokens - 1) > ROUNDING); // where rounding decides, either is right
      const wait = limit.take("a", now);
      if (tokens >= 1) {
        assert.equal(wait, 0);
        tokens -= 1;
      } else assert.ok(Math.abs(wait - (1 - tokens) / perMillisecond) < ROUNDING / perMillisecond, `${wait}`);
    }
  }));
});

Deno.test("RateLimit lets through who waits as long as told, and who never asks too often", () => {
  fc.assert(fc.property(RATES, fc.integer({ min: 1, max: 100 }), (rate, requests) => {
    const told = new RateLimit(rate), steady = new RateLimit(rate);
    let now = 0;
    for (let i = 0; i < requests; i++) {
      const wait = told.take("a", now);
      if (wait > 0) assert.equal(told.take("a", now += wait + ROUNDING), 0);
      assert.equal(steady.take("a", i * (1000 * rate.seconds / rate.count + ROUNDING)), 0);
    }
  }));
});

Deno.test("RateLimit takes nothing from a client for requests that it refuses, nor for those of others", () => {
  const limit = new RateLimit({ count: 1, seconds: 1, burst: 1 });
  assert.equal(limit.take("a", 0), 0);
  for (let i = 0; i < 100; i++) assert.equal(limit.take("a", 500), 500);
  assert.equal(limit.take("b", 500), 0);
  assert.equal(limit.take("a", 1000), 0);
});

Deno.test("RateLimit remembers a bounded number of clients, and those who asked last", () => {
  const limit = new RateLimit({ count: 1, seconds: 3600, burst: 1 }, 100);
  for (let i = 0; i < 10_000; i++) {
    limit.take(`client ${i}`, i / 10);
    assert.ok(limit.size <= 100);
    if (i > 0) assert.ok(limit.take("busy", i / 10) > 0 === i > 1, `busy at ${i}`);
  }
  for (let i = 9999; i > 9999 - 49; i--) assert.ok(limit.take(`client ${i}`, 1000) > 0, `client ${i}`);
  assert.equal(limit.take("client 1", 1000), 0);
});
